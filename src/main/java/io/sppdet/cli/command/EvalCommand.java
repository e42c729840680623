package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DatasetOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Writes;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Version;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.DetectionFile;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.Evaluator;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.output.DetectionJson;
import io.sppdet.output.OutputFile;
import io.sppdet.report.ReportData;
import io.sppdet.report.ReportData.Fact;
import io.sppdet.report.ReportWriter;
import io.sppdet.train.run.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet eval}: a labelled data set in, average precision and other figures out. */
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
@Heading("Evaluation")
public final class EvalCommand implements Callable<Integer> {
  /** VOC ranks all detections of a class, however many there are in an image. */
  private static final int ALL_DETECTIONS = Integer.MAX_VALUE;

  private static final double LEAST_SCORE = 0.01;

  /** Where no model says from which score on it means a detection. */
  private static final double MISTAKES_FROM = 0.5;

  /** Any other means nothing where no model runs. */
  private static final Set<String> OPTIONS_OF_A_FILE =
      Set.of(
          ("--detections --dataset-format --split --limit --classes --threshold"
                  + " --mistake-threshold --json --report --config --quiet --verbose --color")
              .split(" "));

  @Mixin private DatasetOptions dataset;

  @Mixin private ModelOptions model;

  @Heading("Input")
  @Reads
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Images to evaluate on: a split of the data set, or a list FILE.txt (default: val, or all"
              + " of a data set without splits).")
  private String split;

  @Heading("Input")
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N images of the split (default: all).")
  private Integer limit;

  @Heading("Input")
  @Reads
  @Option(
      names = "--detections",
      paramLabel = "FILE",
      description =
          "Score the detections in this file, COCO's results or JSON of sppdet, and run no model"
              + " (default: none).")
  private Path detections;

  @Heading("Output")
  @Writes
  @Option(
      names = "--save-detections",
      paramLabel = "FILE",
      description =
          "Write the model's detections, to be scored again with --detections (default:"
              + " none).")
  private Path saveDetections;

  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      description =
          "Least score of a detection that counts (default: 0.01; with --detections, all count).")
  private Double threshold;

  @Option(
      names = "--mistake-threshold",
      paramLabel = "SCORE",
      description =
          "Least score of a detection that can be a mistake (default: the model's threshold).")
  private Double mistakeThreshold;

  @Heading("Output")
  @Writes
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the figures as JSON; - for standard output instead of the table (default:"
              + " none).")
  private String json;

  @Heading("Output")
  @Writes(depth = 1, named = ReportWriter.FILES)
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write a page with curves, confusion matrix and pictures of mistakes, and the figures as"
              + " CSV and JSON. It holds parts of the photos (default: none).")
  private Path reportFolder;

  @Heading("Input")
  @Writes(depth = 1, named = "") // as in train-classifier
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "For a classifier: keep the backbone's maps here, where train-classifier does (default:"
              + " none).")
  private Path cache;

  @Option(
      names = "--allow-seen",
      description = "Evaluate even on images that the model was trained on.")
  private boolean allowSeen;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelDirectory directory = detections == null ? model.open() : null;
    if (directory != null && directory.description().onlyClassifies()) {
      return evaluateClassifier(directory);
    }
    ReportWriter page = reportFolder == null ? null : new ReportWriter(reportFolder);
    if (page != null) {
      OutputFile.createFolder(reportFolder); // rather than fail after the evaluation
    }
    EvalReport report = directory == null ? scoreFile() : runModel(directory);
    if (page != null) {
      NativeLibraries.loadOpenCv(); // there already, unless no model ran
      page.write(new ReportData(report, facts(), List.of()));
    }
    return report.result().failed() == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
  }

  private int evaluateClassifier(ModelDirectory directory) {
    ClassifierEval eval = new ClassifierEval(directory, cache, common, spec);
    eval.checkOptions();
    List<LabelledImage> images = wanted(split(dataset.open()));
    if (!allowSeen) {
      Evaluator.refuseSeen(images, directory.trainingImages());
    }
    return eval.run(dataset.name(), split, images, json);
  }

  private EvalReport runModel(ModelDirectory directory) {
    common.setThreads(); // before the precision is asked for, which loads libtorch
    double least = number("--threshold", threshold, LEAST_SCORE);
    var selection = model.selection(directory.detector(), least, ALL_DETECTIONS);
    var proposals = model.proposals(directory.detector());
    if (spec.commandLine().getParseResult().hasMatchedOption("--cache")) {
      throw new SppdetException(Kind.USAGE, "--cache", "goes with classifiers only");
    }
    Dataset opened = dataset.openWithBoxes();
    List<LabelledImage> all = split(opened);
    List<LabelledImage> images = wanted(all);
    CocoIds ids = opened.cocoIds(all, directory.detector().classes());
    tellUnknown(images, directory.detector().classes());
    if (!allowSeen) {
      Evaluator.refuseSeen(images, directory.trainingImages());
    }
    String name = directory.description().name();
    try (Figures figures = Figures.open(spec.commandLine().getOut(), json);
        OutputFile saved = saveDetections == null ? null : OutputFile.create(saveDetections);
        SppNet net = common.load(directory, model.precision());
        ConsoleProgress progress = common.progress(spec)) {
      BatchDetector detector =
          new BatchDetector(new Detector(proposals, net, selection), common.threads());
      Evaluation evaluation =
          new Evaluation(
              number("--mistake-threshold", mistakeThreshold, directory.detector().threshold()),
              ids);
      DetectionJson document = DetectionJson.inFull(name);
      AtomicLong done = new AtomicLong();
      progress.begin("eval", images.size(), 0);
      Evaluator.Run run =
          new Evaluator(detector)
              .run(
                  images,
                  evaluation,
                  result -> {
                    if (result instanceof ImageResult.Failed failed) {
                      common.errorLine(spec).print(failed.error());
                    }
                    if (saved != null) {
                      saved.write(document.document(result) + "\n");
                    }
                    progress.done(done.incrementAndGet(), "");
                  });
      if (saved != null) {
        saved.finish();
      }
      return report(name, evaluation.result(), run, figures);
    }
  }

  private EvalReport scoreFile() {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!OPTIONS_OF_A_FILE.contains(option.longestName())) {
        throw new SppdetException(
            Kind.USAGE, option.longestName(), "needs a model, --detections runs none");
      }
    }
    Dataset opened = dataset.openWithBoxes();
    List<LabelledImage> all = split(opened);
    List<LabelledImage> images = wanted(all);
    List<String> classes = opened.classNames(all);
    Set<String> asked = model.classes("the data set", classes);
    CocoIds ids = opened.cocoIds(all, classes);
    try (Figures figures = Figures.open(spec.commandLine().getOut(), json)) {
      DetectionFile file = DetectionFile.read(detections, all, images, ids);
      file.warnings().forEach(warning -> common.note(spec, detections + ": " + warning));
      Evaluation evaluation =
          new Evaluation(number("--mistake-threshold", mistakeThreshold, MISTAKES_FROM), ids);
      double least = number("--threshold", threshold, Double.NEGATIVE_INFINITY);
      file.only(least, asked).addTo(evaluation, images);
      return report(file.model(), evaluation.result(), null, figures);
    }
  }

  private static double number(String option, Double given, double otherwise) {
    if (given != null && given.isNaN()) {
      throw new SppdetException(Kind.USAGE, option, "must be a number");
    }
    return given == null ? otherwise : given;
  }

  private List<LabelledImage> split(Dataset opened) {
    SplitChoice choice = SplitChoice.of(split, "val", opened);
    if (choice.isRandom()) {
      throw new SppdetException(
          Kind.USAGE,
          "--split " + split,
          "images are drawn by train, which writes those it left into MODEL_DIR/val.txt");
    }
    split = choice.text();
    SplitChoice.Chosen chosen = choice.from(opened, 0);
    List<LabelledImage> images = chosen.images();
    List<DatasetWarning> dirt = new ArrayList<>(opened.warnings());
    dirt.addAll(chosen.warnings());
    DatasetWarning.summary(dirt).forEach(line -> common.note(spec, line));
    if (images.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET, dataset.path().toString(), "split \"" + split + "\" holds no usable image");
    }
    return images;
  }

  /** The first images, and of them the objects of the classes asked for. */
  private List<LabelledImage> wanted(List<LabelledImage> images) {
    if (limit != null && limit < 1) {
      throw new SppdetException(Kind.USAGE, "--limit", "must be at least 1, not " + limit);
    }
    Set<String> classes = model.classes();
    return images.stream()
        .limit(limit == null ? images.size() : limit)
        .map(image -> classes.isEmpty() ? image : image.only(classes))
        .toList();
  }

  private void tellUnknown(List<LabelledImage> images, List<String> known) {
    Map<String, Long> unknown = Evaluator.unknownLabels(images, known);
    if (!unknown.isEmpty()) {
      long objects = unknown.values().stream().mapToLong(Long::longValue).sum();
      common.note(
          spec,
          "the model has no class called %s; objects so labelled count as missed (%d)"
              .formatted(String.join(", ", unknown.keySet()), objects));
    }
  }

  private List<Fact> facts() {
    Origin origin = common.origin(spec);
    return List.of(
        new Fact("command", origin.command()),
        new Fact("date", origin.date()),
        new Fact("version", "sppdet " + origin.version()));
  }

  private EvalReport report(
      String name, Evaluation.Result result, Evaluator.Run run, Figures figures) {
    EvalReport report = new EvalReport(name, dataset.name(), split, result, run);
    figures.print(report.table(), report.json());
    return report;
  }
}
