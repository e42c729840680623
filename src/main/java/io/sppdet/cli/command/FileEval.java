package io.sppdet.cli.command;

import io.sppdet.cli.option.ClassesOption;
import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.ClassGroups;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.DetectionFile;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code sppdet eval} does with detections that are there already. */
record FileEval(
    EvalOptions options,
    GivenDetections given,
    ClassesOption classes,
    EvalScores scores,
    ReportOption report,
    GeneralOptions general) {
  /** Gives the exit code. */
  int run(CommandSpec spec) {
    EvalPage page = EvalPage.open(report);
    EvalOptions.Images images = options.open(true, line -> general.note(spec, line));
    List<String> known = images.dataset().classNames(images.all());
    Set<String> asked = classes.of("the data set", known, ClassGroups.VOC);
    List<LabelledImage> wanted = LabelledImage.only(images.first(), classes.names());
    CocoIds ids = images.dataset().cocoIds(images.all(), known);
    try (Figures figures = options.figures(spec.commandLine().getOut())) {
      DetectionFile file =
          DetectionFile.read(given.file(), images.all(), images::others, wanted, ids);
      file.warnings().forEach(warning -> general.note(spec, given.file() + ": " + warning));
      Evaluation evaluation = new Evaluation(scores.mistakesFrom(EvalScores.MISTAKES_FROM), ids);
      file.only(scores.least(Double.NEGATIVE_INFINITY), asked).addTo(evaluation, wanted);
      EvalReport result =
          new EvalReport(file.model(), options.name(), images.split(), evaluation.result(), null);
      figures.print(result.table(), result.json());
      page.write(result, general.origin(spec));
      return Kind.exitCodeAfter(result.result().failed());
    }
  }
}
