package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.Trainer;
import io.sppdet.train.TrainingSettings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet train}: a labelled data set in, a model directory out. */
@Command(
    name = "train",
    description = {"Trains a detector on a labelled data set.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example: sppdet train raccoons/ -o models/raccoon"})
final class TrainCommand implements Callable<Integer> {
  @Mixin private DatasetOptions dataset;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL_DIR",
      required = true,
      description = "The model directory to make; must not exist yet.")
  private Path output;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Images to train on: a split of the data set, a list FILE.txt, or random:SHARE, which"
              + " draws, say, 0.8 of all and writes MODEL_DIR/train.txt and val.txt (default:"
              + " train, or all of a data set without splits).")
  private String split;

  @Option(names = "--strict", description = "Refuse a data set with any dirt.")
  private boolean strict;

  @Option(
      names = "--init",
      paramLabel = "MODEL",
      defaultValue = "imagenet",
      description = "Model whose backbone to start from (default: ${DEFAULT-VALUE}).")
  private String init;

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "800",
      description = "Images are resized to this short side (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Option(
      names = "--proposals",
      paramLabel = "METHOD",
      defaultValue = "opencv-small",
      description =
          "How boxes are proposed: opencv-small, opencv-fast, opencv-quality or opencv-single"
              + " (default: ${DEFAULT-VALUE}).")
  private String proposals;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Steps of fine-tuning, of 4 images each (default: so many that each image and its mirror"
              + " image are seen "
              + Trainer.DEFAULT_EPOCHS
              + " times).")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where proposals and feature maps are kept, about 5 MB an image (default:"
              + " MODEL_DIR-cache). May be deleted afterwards.")
  private Path cache;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (steps < 0 || shortSide < 1) {
      throw new SppdetException(Kind.USAGE, "--steps, --short-side", "must be positive");
    }
    TrainingSettings settings =
        new TrainingSettings(
            dataset.path(),
            dataset.format(),
            split,
            strict,
            Installation.model(init),
            output,
            cache == null ? output.resolveSibling(output.getFileName() + "-cache") : cache,
            shortSide,
            ProposalMethod.of(proposals),
            steps,
            seed,
            common.threads(),
            "sppdet " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
            LocalDate.now(ZoneOffset.UTC).toString(),
            Version.number());
    common.loadNatives();
    try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr())) {
      new Trainer(settings, progress).train();
    }
    return 0;
  }
}
