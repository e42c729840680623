package io.sppdet.cli.command;

import io.sppdet.classify.ImageClassifier;
import io.sppdet.classify.MapCache;
import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.ClassificationEvaluation;
import io.sppdet.eval.ClassificationReport;
import io.sppdet.eval.ClassifierEvaluator;
import io.sppdet.eval.Evaluator;
import io.sppdet.model.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What {@code sppdet eval} does with a model that classifies whole images.
 *
 * @param directory the model
 * @param cache folder for the backbone's maps; null to keep none
 */
record ClassifierEval(
    ModelDirectory directory, Path cache, CommonOptions common, CommandSpec spec) {
  private static final List<String> OPTIONS_OF_DETECTORS =
      List.of(
          "--nms",
          "--max-detections",
          "--proposals",
          "--max-proposals",
          "--classes",
          "--threshold",
          "--mistake-threshold",
          "--save-detections",
          "--report");

  /** Refuses options that mean nothing here. */
  void checkOptions() {
    for (String option : OPTIONS_OF_DETECTORS) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new SppdetException(
            Kind.USAGE, option, "goes with detectors only, and this model classifies whole images");
      }
    }
  }

  /**
   * Prints the figures, and writes them where they are wanted as JSON.
   *
   * @param json file for them; {@code -} for standard output instead of the table; null for none
   * @return the exit code
   */
  int run(String dataset, String split, List<LabelledImage> images, String json) {
    tellUnknown(images);
    try (Figures figures = Figures.open(spec.commandLine().getOut(), json)) {
      ClassificationEvaluation.Result result = classify(images);
      ClassificationReport report =
          new ClassificationReport(directory.description().name(), dataset, split, result);
      figures.print(report.table(), report.json());
      return result.failed() == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
    }
  }

  private ClassificationEvaluation.Result classify(List<LabelledImage> images) {
    common.loadNatives();
    ErrorLine err = common.errorLine(spec);
    try (ImageClassifier classifier = ImageClassifier.load(directory);
        ConsoleProgress progress = common.progress(spec)) {
      MapCache maps =
          cache == null
              ? MapCache.none(classifier.backbone())
              : MapCache.open(cache, checksum(), classifier.backbone(), progress::note);
      int[] done = new int[1];
      progress.begin("eval", images.size(), 0);
      return new ClassifierEvaluator(classifier, maps)
          .run(
              images,
              error -> {
                if (error != null) {
                  err.print(error);
                }
                progress.done(++done[0], "");
              });
    }
  }

  private String checksum() {
    return Checksum.of(directory.path().resolve(directory.description().backbone().file()));
  }

  private void tellUnknown(List<LabelledImage> images) {
    Set<String> unknown =
        Evaluator.unknownLabels(images, directory.classifier().classes()).keySet();
    if (!unknown.isEmpty()) {
      common.note(
          spec,
          "the model has no class called "
              + String.join(", ", unknown)
              + "; of these only top-1 and top-5 know, as mistakes");
    }
  }
}
