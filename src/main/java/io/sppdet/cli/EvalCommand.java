package io.sppdet.cli;

import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluator;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import java.io.PrintWriter;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet eval}: a labelled data set in, average precision out. */
@Command(
    name = "eval",
    description = {"Measures the average precision of a model on a labelled data set.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example: sppdet eval VOC2007/ --split val --json figures.json"})
final class EvalCommand implements Callable<Integer> {
  /** VOC ranks all detections of a class, however many there are in an image. */
  private static final int ALL_DETECTIONS = Integer.MAX_VALUE;

  @Mixin private DatasetOptions dataset;

  @Mixin private ModelOptions model;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Images to evaluate on: a split of the data set, or a list FILE.txt (default: val, or all"
              + " of a data set without splits).")
  private String split;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N images of the split.")
  private Integer limit;

  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      defaultValue = "0.01",
      description = "Least score of a detection that counts (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as JSON; - for standard output instead of the table.")
  private String json;

  @Option(
      names = "--allow-seen",
      description = "Evaluate even on images that the model was trained on.")
  private boolean allowSeen;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    ModelDirectory directory = model.open();
    var selection = model.selection(directory.detector(), threshold, ALL_DETECTIONS);
    var proposals = model.proposals(directory.detector());
    List<LabelledImage> images = images(selection.classes(), directory.detector().classes());
    if (!allowSeen) {
      Evaluator.refuseSeen(images, directory.trainingImages());
    }
    try (OutputFile file = toFile() ? OutputFile.create(Path.of(json)) : null;
        SppNet net = common.load(directory);
        ConsoleProgress progress = new ConsoleProgress(err)) {
      Evaluator evaluator =
          new Evaluator(
              new BatchDetector(new Detector(proposals, net, selection), common.threads()));
      AtomicLong done = new AtomicLong();
      long start = System.nanoTime();
      progress.begin("eval", images.size());
      VocEvaluation.Result result =
          evaluator.run(
              images,
              each -> {
                if (each.error() != null) {
                  common.errorLine(spec).print(each.error());
                }
                progress.done(done.incrementAndGet(), "");
              });
      report(
          new EvalReport(
              directory.description().name(),
              dataset.name(),
              split,
              result,
              evaluator.failed(),
              (System.nanoTime() - start) / 1e9),
          file);
      return evaluator.failed() == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
    }
  }

  private List<LabelledImage> images(Set<String> wanted, List<String> known) {
    PrintWriter err = spec.commandLine().getErr();
    Dataset opened = dataset.open();
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
    DatasetWarning.summary(dirt).forEach(line -> err.println("sppdet: " + line));
    if (limit != null) {
      if (limit < 1) {
        throw new SppdetException(Kind.USAGE, "--limit", "must be at least 1, not " + limit);
      }
      images = images.subList(0, Math.min(limit, images.size()));
    }
    if (images.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET, dataset.path().toString(), "split \"" + split + "\" holds no usable image");
    }
    if (!wanted.isEmpty()) {
      images = images.stream().map(image -> onlyOf(wanted, image)).toList();
    }
    Map<String, Long> unknown = Evaluator.unknownLabels(images, known);
    if (!unknown.isEmpty()) {
      long objects = unknown.values().stream().mapToLong(Long::longValue).sum();
      err.println(
          "sppdet: the model has no class called %s; objects so labelled count as missed (%d)"
              .formatted(String.join(", ", unknown.keySet()), objects));
    }
    return images;
  }

  private static LabelledImage onlyOf(Set<String> classes, LabelledImage image) {
    return new LabelledImage(
        image.id(),
        image.image(),
        image.objects().stream().filter(object -> classes.contains(object.label())).toList());
  }

  private boolean toFile() {
    return json != null && !"-".equals(json);
  }

  private void report(EvalReport report, OutputFile file) {
    PrintWriter out = spec.commandLine().getOut();
    if ("-".equals(json)) {
      out.println(report.json());
    } else {
      out.print(report.table());
    }
    out.flush();
    if (file != null) {
      file.write(report.json() + "\n");
      file.finish();
    }
  }
}
