package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.FineTune;
import io.sppdet.train.Trainer;
import io.sppdet.train.TrainingSettings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
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
      names = "--fine-tune",
      paramLabel = "DEPTH",
      defaultValue = "conv",
      description = "How deep fine-tuning reaches: fc, conv5 or conv (default: ${DEFAULT-VALUE}).")
  private FineTune fineTune;

  @Option(
      names = "--classifier",
      paramLabel = "KIND",
      defaultValue = "svm",
      description = "What scores a region: svm or softmax (default: ${DEFAULT-VALUE}).")
  private Classifier classifier;

  @Option(
      names = "--bbox-regression",
      paramLabel = "KIND",
      defaultValue = "ridge",
      description =
          "What moves the boxes: ridge (behind the pooling), joint (trained with the softmax) or"
              + " none (default: ${DEFAULT-VALUE}).")
  private BoxRegression boxRegression;

  @Option(
      names = "--lateral",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Let conv5 also see the map of half the stride (default: yes).")
  private boolean lateral;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      defaultValue = "608,800",
      description =
          "Short sides of the images in fine-tuning, drawn at random (default: ${DEFAULT-VALUE}).")
  private List<Integer> scales;

  @Option(
      names = "--test-scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides of detection; with several, a region is pooled from the one at which its"
              + " area is nearest 224² (default: the largest of --scales).")
  private List<Integer> testScales;

  @Option(
      names = "--proposals",
      paramLabel = "METHOD",
      defaultValue = "opencv-small",
      description =
          "How boxes are proposed: opencv-small, opencv-fast, opencv-quality or opencv-single"
              + " (default: ${DEFAULT-VALUE}).")
  private String proposals;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often fine-tuning shows each image (default: 12 for conv5, 9 for conv).")
  private Double epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--memory",
      paramLabel = "GB",
      defaultValue = "6",
      description = "Memory the training may take, at least 2 (default: ${DEFAULT-VALUE}).")
  private double memory;

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
    if (scales.stream().anyMatch(s -> s < 1) || (epochs != null && epochs <= 0)) {
      throw new SppdetException(Kind.USAGE, "--scales, --epochs", "must be positive");
    }
    if (!(memory >= 2)) {
      throw new SppdetException(Kind.USAGE, "--memory", "must be at least 2 (GB)");
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
            fineTune,
            classifier,
            boxRegression,
            lateral,
            scales,
            testScales == null ? List.of(Collections.max(scales)) : testScales,
            ProposalMethod.of(proposals),
            epochs == null ? (fineTune == FineTune.CONV ? 9 : 12) : epochs,
            seed,
            (long) (memory * (1 << 30)),
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
