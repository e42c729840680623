package io.sppdet.cli.command;

import io.sppdet.cli.option.CacheOption;
import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.SlicesOption;
import io.sppdet.cli.option.Taken;
import io.sppdet.cli.terminal.Version;
import io.sppdet.model.ModelDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code sppdet eval}: a labelled data set in, average precision and other figures out. Three
 * programs behind one command, of which each names the options that it takes.
 */
@Command(
    name = "eval",
    description = {
      "Measures a model on a labelled data set: average precision of VOC and COCO, recall of"
          + " the proposals, calibration of the scores, kinds of mistakes; of a classifier, average"
          + " precision over whole images, top-1 and top-5.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet eval VOC2007/ --split val --json figures.json",
      "  sppdet eval VOC2007/ --split val --detections coco-results.json",
      "  sppdet eval photos/ --model models/mine --report mine-report",
      "",
      "Exit codes: 0 all done; 1 some images failed; 2 bad usage, data set or output;",
      "3 the model or a native library could not be loaded."
    })
public final class EvalCommand implements Callable<Integer> {
  @Mixin private EvalOptions options;

  @Mixin private GivenDetections given;

  @Mixin private ModelOptions model;

  @Mixin private SlicesOption slices;

  @Mixin private EvalScores scores;

  @Mixin private SeenOption seen;

  @Mixin private SavedDetections saved;

  @Mixin private ReportOption report;

  @Mixin private CacheOption cache;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (given.file() != null) {
      Taken.refuseOthers(spec, FileEval.class, "needs a model, --detections runs none");
      return new FileEval(options, given, model.classes(), scores, report, common.general())
          .run(spec);
    }
    ModelDirectory directory = model.open();
    if (directory.description().onlyClassifies()) {
      Taken.refuseOthers(
          spec,
          ClassifierEval.class,
          "goes with detectors only, and this model classifies whole images");
      return new ClassifierEval(options, model.choice(), seen, cache, common).run(directory, spec);
    }
    Taken.refuseOthers(spec, DetectorEval.class, "goes with classifiers only");
    return new DetectorEval(options, model, slices, scores, seen, saved, report, common)
        .run(directory, spec);
  }
}
