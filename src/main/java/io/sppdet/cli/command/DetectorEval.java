package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.SlicesOption;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.Pipeline;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.Evaluator;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.output.DetectionJson;
import io.sppdet.output.OutputFile;
import io.sppdet.proposal.ProposalGenerator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code sppdet eval} does with a model that detects. */
record DetectorEval(
    EvalOptions options,
    ModelOptions model,
    SlicesOption slices,
    EvalScores scores,
    SeenOption seen,
    SavedDetections saved,
    ReportOption report,
    CommonOptions common) {
  /** VOC ranks all detections of a class, however many there are in an image. */
  private static final int ALL_DETECTIONS = Integer.MAX_VALUE;

  /** Gives the exit code. */
  int run(ModelDirectory directory, CommandSpec spec) {
    EvalPage page = EvalPage.open(report);
    common.setThreads(); // before the precision is asked for, which loads libtorch
    DetectorDescriptor detector = directory.detector();
    Selection selection = model.selection(detector, scores.least(EvalScores.LEAST), ALL_DETECTIONS);
    ProposalGenerator proposals = model.proposals(detector);
    slices.check();
    EvalOptions.Images images = options.open(true, line -> common.note(spec, line));
    List<LabelledImage> wanted = LabelledImage.only(images.first(), model.classes().names());
    CocoIds ids = images.dataset().cocoIds(images.all(), detector.classes());
    tellUnknown(wanted, detector.classes(), spec);
    seen.check(wanted, directory);
    String name = directory.description().name();
    Evaluation evaluation = new Evaluation(scores.mistakesFrom(detector.threshold()), ids);
    try (Figures figures = options.figures(spec.commandLine().getOut());
        OutputFile file = saved.open();
        SppNet net = common.load(directory, model.precision());
        ConsoleProgress progress = common.progress(spec)) {
      Pipeline pipeline = slices.over(new Detector(proposals, net, selection));
      Evaluator evaluator = new Evaluator(new BatchDetector(pipeline, common.threads()));
      DetectionJson document = DetectionJson.inFull(name);
      ErrorLine err = common.errorLine(spec);
      AtomicLong done = new AtomicLong();
      progress.begin("eval", wanted.size(), 0);
      Evaluator.Run run =
          evaluator.run(
              wanted,
              evaluation,
              result -> {
                if (result instanceof ImageResult.Failed failed) {
                  err.print(failed.error());
                }
                if (file != null) {
                  file.write(document.document(result) + "\n");
                }
                progress.done(done.incrementAndGet(), "");
              });
      if (file != null) {
        file.finish();
      }
      EvalReport result =
          new EvalReport(name, options.name(), images.split(), evaluation.result(), run);
      figures.print(result.table(), result.json());
      page.write(result, common.origin(spec));
      return Kind.exitCodeAfter(result.result().failed());
    }
  }

  private void tellUnknown(List<LabelledImage> images, List<String> known, CommandSpec spec) {
    Map<String, Long> unknown = Evaluator.unknownLabels(images, known);
    if (!unknown.isEmpty()) {
      long objects = unknown.values().stream().mapToLong(Long::longValue).sum();
      common.note(
          spec,
          "the model has no class called %s; objects so labelled count as missed (%d)"
              .formatted(String.join(", ", unknown.keySet()), objects));
    }
  }
}
