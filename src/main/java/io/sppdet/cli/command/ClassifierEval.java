package io.sppdet.cli.command;

import io.sppdet.classify.ImageClassifier;
import io.sppdet.classify.MapCache;
import io.sppdet.cli.option.CacheOption;
import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.ModelChoice;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.dataset.LabelledImage;
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

/** What {@code sppdet eval} does with a model that classifies whole images. */
record ClassifierEval(
    EvalOptions options,
    ModelChoice model,
    SeenOption seen,
    CacheOption cache,
    CommonOptions common) {
  /** Gives the exit code. */
  int run(ModelDirectory directory, CommandSpec spec) {
    EvalOptions.Images images = options.open(false, line -> common.note(spec, line));
    seen.check(images.first(), directory);
    tellUnknown(images.first(), directory, spec);
    try (Figures figures = options.figures(spec.commandLine().getOut())) {
      ClassificationEvaluation.Result result = classify(images.first(), directory, spec);
      ClassificationReport report =
          new ClassificationReport(
              directory.description().name(), options.name(), images.split(), result);
      figures.print(report.table(), report.json());
      return Kind.exitCodeAfter(result.failed());
    }
  }

  private ClassificationEvaluation.Result classify(
      List<LabelledImage> images, ModelDirectory directory, CommandSpec spec) {
    Path folder = cache.folder(null);
    common.loadNatives();
    ErrorLine err = common.errorLine(spec);
    try (ImageClassifier classifier = ImageClassifier.load(directory);
        ConsoleProgress progress = common.progress(spec)) {
      MapCache maps =
          folder == null
              ? MapCache.none(classifier.backbone())
              : MapCache.open(
                  folder, directory.backboneChecksum(), classifier.backbone(), progress::note);
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

  private void tellUnknown(List<LabelledImage> images, ModelDirectory directory, CommandSpec spec) {
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
