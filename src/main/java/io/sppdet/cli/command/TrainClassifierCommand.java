package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DatasetOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.PoolingOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.option.TrainingOptions;
import io.sppdet.cli.option.TrustOption;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ClassifierHead;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.train.classifier.ClassifierSettings;
import io.sppdet.train.classifier.ClassifierSettings.Architecture;
import io.sppdet.train.classifier.ClassifierSettings.Fit;
import io.sppdet.train.classifier.ClassifierSettings.Views;
import io.sppdet.train.classifier.ClassifierTrainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet train-classifier}: labelled images in, a model directory with a classifier out. */
@Command(
    name = "train-classifier",
    description = {
      "Trains a classifier of whole images of any size: for a folder a class, one class an image;"
          + " for objects marked in VOC, COCO or YOLO, any number of classes.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet train-classifier flowers/ -o models/flowers",
      "  sppdet train-classifier VOC2007/ --pooling spp:4,2,1 --flip -o models/voc"
    })
@Heading("Training")
public final class TrainClassifierCommand implements Callable<Integer> {
  /** Short sides of what a backbone sees, and of what a small network from scratch does. */
  private static final int SCALE = 384;

  private static final int SMALL_SCALE = 64;

  /** Maxima, of which a linear classifier finds objects anywhere in a photo. */
  private static final Pyramid PYRAMID = new Pyramid(Pyramid.DEFAULT.levels(), Reduction.MAX);

  @Mixin private DatasetOptions dataset;

  @Mixin private TrainingOptions training;

  @Reads(As.MODEL)
  @Option(
      names = "--init",
      paramLabel = "MODEL",
      defaultValue = "imagenet",
      description =
          "Model whose backbone is taken, and stays as it is (default: ${DEFAULT-VALUE}).")
  private String init;

  @Mixin private TrustOption trust;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      defaultValue = "linear",
      description = "What learns: ${bundle:all.networks} (default: ${DEFAULT-VALUE}).")
  private ClassifierNetwork network;

  @Option(
      names = "--head",
      paramLabel = "HEAD",
      description =
          "svm (linear network only), softmax (one class an image) or sigmoid (default: softmax for"
              + " a folder a class, else svm for linear, sigmoid for others).")
  private ClassifierHead head;

  @Mixin private PoolingOptions pooling;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides of the images. An SVM sees the mean of all; what learns by steps, one after"
              + " the other, an epoch each, as in 180,224 (default: "
              + SCALE
              + "; small-spp "
              + SMALL_SCALE
              + ").")
  private List<Integer> scales;

  @Option(names = "--flip", description = "Also show each image mirrored.")
  private boolean flip;

  @Option(
      names = "--warp",
      paramLabel = "PIXELS",
      description =
          "Distort images to a square of this side, to see what their shape is worth"
              + " (default: not).")
  private Integer warp;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Outputs of the first linear layer of map-spp (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--c",
      paramLabel = "C",
      description =
          "Price of a violated margin of the SVMs, on vectors of norm 1 (default: the best of "
              + ClassifierSettings.Fit.LEAST_C
              + " to "
              + ClassifierSettings.Fit.MOST_C
              + " on a tenth of the images).")
  private Double c;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How often what learns by steps is shown each image (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(c == null || c > 0, "--c", "must be positive");
    require(epochs > 0, "--epochs", "must be positive");
    require(scales == null || warp == null, "--warp", "goes without --scales");
    require(
        pooling.pyramid(PYRAMID) == null || network == ClassifierNetwork.LINEAR,
        "--pooling, --pool",
        "are of a linear network; the others have a pyramid of their own");
    Path from = Installation.model(init);
    if (network != ClassifierNetwork.SMALL_SPP) {
      trust.open(from);
    }
    int usual = network == ClassifierNetwork.SMALL_SPP ? SMALL_SCALE : SCALE;
    ClassifierSettings settings =
        new ClassifierSettings(
            training.data(dataset),
            from,
            new Architecture(
                network,
                head,
                Objects.requireNonNullElse(pooling.pyramid(PYRAMID), PYRAMID),
                hidden),
            new Views(scales == null ? List.of(usual) : scales, flip, warp),
            new Fit(c, epochs),
            training.seed(),
            training.place(common.threads()),
            common.origin(spec));
    common.loadNatives();
    try (ConsoleProgress progress = common.progress(spec)) {
      new ClassifierTrainer(settings, progress).train();
      progress.endBar();
      progress.note(
          "model: %s; next: sppdet classify --model %<s PHOTO".formatted(training.output()));
    }
    return 0;
  }

  private static void require(boolean holds, String option, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.USAGE, option, rule);
    }
  }
}
