package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DatasetOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.PoolingOptions;
import io.sppdet.cli.option.PrecisionOption;
import io.sppdet.cli.option.ProposalName;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.option.TrainingOptions;
import io.sppdet.cli.option.TrustOption;
import io.sppdet.cli.option.TuningOptions;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Neck;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.report.ReportData;
import io.sppdet.report.ReportData.Fact;
import io.sppdet.report.ReportData.LossPoint;
import io.sppdet.report.ReportWriter;
import io.sppdet.train.detector.EpochChoice;
import io.sppdet.train.detector.FineTune;
import io.sppdet.train.detector.ScaleChoice;
import io.sppdet.train.detector.Trainer;
import io.sppdet.train.detector.TrainingResult;
import io.sppdet.train.detector.TrainingSettings;
import io.sppdet.train.detector.TrainingSettings.Architecture;
import io.sppdet.train.detector.TrainingSettings.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    customSynopsis = "sppdet train [OPTIONS] -o MODEL_DIR DATASET",
    description = {"Trains a detector on a labelled data set.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet train raccoons/ -o models/raccoon",
      "  sppdet train raccoons/ --split random:0.8 --seed 1 -o models/raccoon",
      "  sppdet train cells/ --init imagenet --epochs 12 -o models/cells",
      "  sppdet train cells/ --pooling spp:1,2,3,6 --neck ppm -o models/cells-ppm",
      "",
      "Exit codes: 0 trained; 1 a photo was changed or lost meanwhile; 2 bad usage,",
      "data set or output; 3 the model to start from or a native library could not be",
      "loaded. After a kill, the same command goes on."
    })
@Heading("Recipe")
public final class TrainCommand implements Callable<Integer> {
  @Mixin private DatasetOptions dataset;

  @Mixin private TrainingOptions training;

  @Heading("Model")
  @Reads(As.MODEL)
  @Option(
      names = "--init",
      paramLabel = "MODEL",
      defaultValue = Installation.DETECTOR,
      description =
          "Model to start from: a detector, whose layers know objects already, or imagenet, a mere"
              + " backbone (default: ${DEFAULT-VALUE}).")
  private String init;

  @Mixin private TrustOption trust;

  @Option(
      names = "--fine-tune",
      paramLabel = "DEPTH",
      defaultValue = "conv",
      description =
          "How deep fine-tuning reaches: none (the layers of --init serve as they are), fc, conv5"
              + " or conv (default: ${DEFAULT-VALUE}).")
  private FineTune fineTune;

  @Option(
      names = "--classifier",
      paramLabel = "CLASSIFIER",
      defaultValue = "softmax",
      description = "What scores a region: svm or softmax (default: ${DEFAULT-VALUE}).")
  private Classifier classifier;

  @Option(
      names = "--bbox-regression",
      paramLabel = "REGRESSION",
      defaultValue = "joint",
      description =
          "What moves the boxes: ridge (behind the pooling), joint (trained with the softmax) or"
              + " none (default: ${DEFAULT-VALUE}).")
  private BoxRegression boxRegression;

  @Option(names = "--no-bbox-regression", description = "The same as --bbox-regression none.")
  private boolean noBoxRegression;

  @Option(
      names = "--lateral",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Let conv5 also see the finer map, of half the stride (default: yes).")
  private boolean lateral;

  @Mixin private PoolingOptions pooling;

  @Heading("Pooling")
  @Option(
      names = "--neck",
      paramLabel = "NECK",
      description =
          "What lets a cell of conv5 know what is around it, before the pooling:"
              + " ${bundle:all.necks} (default: that of a detector in --init, else none).")
  private Neck neck;

  @Option(
      names = "--context",
      description =
          "Let the whole photo count: raise the scores of the classes that fit what it shows."
              + " Needs some thousand photos of many classes.")
  private boolean context;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides of the images in fine-tuning, drawn at random (default: those at which the"
              + " objects are some "
              + ScaleChoice.PIXELS
              + " pixels large, from "
              + ScaleChoice.LEAST
              + " to "
              + ScaleChoice.MOST
              + "; where the backbone stays fixed those of detection, as its maps are made once for"
              + " each).")
  private List<Integer> scales;

  @Option(
      names = "--test-scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides of detection; with several, a region is pooled from the one at which its"
              + " area is nearest 224² (default: the largest of --scales; where"
              + " those are chosen too, one, or two where objects differ much in size).")
  private List<Integer> testScales;

  @Option(
      names = "--proposals",
      paramLabel = "METHOD",
      converter = ProposalName.class,
      completionCandidates = ProposalName.class,
      defaultValue = "auto",
      description =
          "How boxes are proposed: ${COMPLETION-CANDIDATES}; auto tries on the data what is needed"
              + " (default: ${DEFAULT-VALUE}).")
  private String proposals;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "How often fine-tuning shows each image (default: "
              + EpochChoice.FROM_DETECTOR
              + " from a detector's layers on, "
              + EpochChoice.FROM_BACKBONE
              + " where conv5 and FC layers are new; "
              + EpochChoice.FIXED_BACKBONE
              + " times as often where the backbone stays fixed; more often, up to "
              + EpochChoice.MOST
              + " times, where images hold more than "
              + EpochChoice.CROWDED
              + " objects each).")
  private Double epochs;

  @Mixin private PrecisionOption precision;

  @Mixin private TuningOptions tuning;

  @Heading("Long runs")
  @Option(
      names = "--checkpoint",
      paramLabel = "SECONDS",
      defaultValue = "75",
      description =
          "How often the state is kept in MODEL_DIR.work, from which the same command goes on after"
              + " a kill (default: ${DEFAULT-VALUE}).")
  private int checkpoint;

  @Mixin private ReportOption report;

  @Heading("Long runs")
  @Option(
      names = "--memory",
      paramLabel = "GB",
      defaultValue = "6",
      description = "Memory the training may take, at least 2 (default: ${DEFAULT-VALUE}).")
  private double memory;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if ((scales != null && scales.stream().anyMatch(s -> s < 1))
        || (epochs != null && !(epochs > 0))) {
      throw new SppdetException(Kind.USAGE, "--scales, --epochs", "must be positive");
    }
    if (testScales != null && testScales.stream().anyMatch(s -> s < 1)) {
      throw new SppdetException(Kind.USAGE, "--test-scales", "must be positive");
    }
    if (checkpoint < 1) {
      throw new SppdetException(Kind.USAGE, "--checkpoint", "must be at least 1 (second)");
    }
    if (!(memory >= 2)) {
      throw new SppdetException(Kind.USAGE, "--memory", "must be at least 2 (GB)");
    }
    NativeLibraries.keepKernels(); // before the precision is asked for, which loads libtorch
    common.setThreads();
    Path from = Installation.model(init);
    DetectorDescriptor known = trust.open(from).description().detector();
    TrainingSettings settings =
        new TrainingSettings(
            training.data(dataset),
            new Architecture(
                from,
                classifier,
                noBoxRegression ? BoxRegression.NONE : boxRegression,
                lateral,
                pooling.pyramid(known == null ? Pyramid.DEFAULT : known.pyramid()),
                neck,
                context),
            new Recipe(
                fineTune,
                scales,
                testScales,
                proposals.equals(ProposalName.AUTO) ? null : ProposalMethod.of(proposals),
                epochs,
                tuning.tuning(),
                training.seed(),
                precision.ofTraining(),
                (long) (memory * (1 << 30))),
            training.place(common.threads()),
            Duration.ofSeconds(checkpoint),
            common.origin(spec));
    Path folder = report.folder(training.beside("-report"));
    ReportWriter page = new ReportWriter(folder, report.csvSafe()); // before hours of work
    common.loadNatives();
    try (ConsoleProgress progress = common.progress(spec)) {
      TrainingResult result = new Trainer(settings, progress).train();
      progress.endBar(); // what follows is the end
      ReportData data = reportOf(settings, result);
      page.write(data);
      end(data.evaluation().result(), result.threshold()).lines().forEach(progress::note);
      progress.note("report: " + folder.resolve("index.html"));
      progress.note(
          "model: %s; next: sppdet detect --model %<s PHOTO".formatted(training.output()));
    }
    return 0;
  }

  private static TrainingEnd end(Evaluation.Result result, double threshold) {
    return new TrainingEnd(result.voc(), ThresholdCurve.of(result), threshold);
  }

  /** What the finished model finds in the photos held out, and how the losses fell. */
  private ReportData reportOf(TrainingSettings settings, TrainingResult result) {
    Evaluation evaluation = new Evaluation(result.threshold());
    for (int i = 0; i < result.heldOut().size(); i++) {
      evaluation.add(result.heldOut().get(i), result.found().get(i));
    }
    String model = training.output().toAbsolutePath().normalize().getFileName().toString();
    EvalReport figures =
        new EvalReport(
            model, dataset.name(), "held out of " + result.split(), evaluation.result(), null);
    List<Fact> facts = new ArrayList<>(EvalPage.facts(settings.origin()));
    String few = end(evaluation.result(), result.threshold()).few();
    if (!few.isEmpty()) {
      facts.add(new Fact("beware", few));
    }
    List<LossPoint> losses = new ArrayList<>();
    result.losses().forEach(p -> losses.add(new LossPoint("fine-tuning", p.step(), p.loss())));
    result.heldOutLosses().forEach(p -> losses.add(new LossPoint("held out", p.step(), p.loss())));
    return new ReportData(figures, facts, losses);
  }
}
