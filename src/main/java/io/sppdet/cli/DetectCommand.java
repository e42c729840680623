package io.sppdet.cli;

import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.output.DetectionJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet detect}: images in, JSON out. */
@Command(
    name = "detect",
    description = {
      "Finds objects in images and prints JSON: one line an image, in input order.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet detect photo.jpg",
      "  sppdet detect --draw seen --classes dog,cat -o pets.json photos/",
      "  sppdet detect -r photos/ 'scans/**/*.tif' holiday.zip @more.txt",
      "  find / -name '*.jpg' -print0 | sppdet detect -",
      "",
      "Exit codes: 0 all done; 1 some images failed, each has a line with \"error\";",
      "2 bad usage or output; 3 the model or a native library could not be loaded."
    })
final class DetectCommand implements Callable<Integer> {
  private static final int MAX_DETECTIONS = 100;

  @Mixin private InputOptions input;

  @Mixin private ModelOptions model;

  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      description = "Least score of a detection, 0 to 1 (default: the model's, 0.5).")
  private Double threshold;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write to a file instead: one document for one image, an array for several (- for"
              + " standard output, as without).")
  private Path output;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Write each image with its boxes, labels and scores into this folder, not that of the"
              + " images.")
  private Path draw;

  @Option(names = "--raw-scores", description = "Add the SVM margins as svm_score.")
  private boolean rawScores;

  @Option(names = "--timing", description = "Add the time of each stage, in milliseconds.")
  private boolean timing;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelDirectory directory = model.open();
    double least = threshold == null ? directory.detector().threshold() : threshold;
    var selection = model.selection(directory.detector(), least, MAX_DETECTIONS);
    var proposals = model.proposals(directory.detector());
    List<ImageInput> inputs = inputs();
    try (DetectionSink sink = sink(directory.description().name(), inputs.size());
        SppNet net = common.load(directory)) {
      new BatchDetector(new Detector(proposals, net, selection), common.threads())
          .run(inputs, sink);
      sink.finish();
      return sink.exitCode();
    }
  }

  private List<ImageInput> inputs() {
    List<ImageInput> inputs = input.images(spec);
    if (draw != null && inputs.stream().anyMatch(image -> isInside(draw, image))) {
      throw new SppdetException(
          Kind.USAGE, "--draw", draw + " holds images to detect in, they would be overwritten");
    }
    return inputs;
  }

  private static boolean isInside(Path folder, ImageInput image) {
    try {
      return image.file() != null
          && Files.isSameFile(
              folder.toAbsolutePath(), image.file().toAbsolutePath().resolveSibling(""));
    } catch (IOException e) {
      return false; // one of them does not exist
    }
  }

  private DetectionSink sink(String modelName, int images) {
    if (draw != null) {
      OutputFile.createFolder(draw);
    }
    boolean toFile = output != null && !output.equals(Path.of("-"));
    return new DetectionSink(
        new DetectionJson(modelName, rawScores, timing),
        spec.commandLine().getOut(),
        common.errorLine(spec),
        images != 1,
        toFile ? OutputFile.create(output) : null,
        draw);
  }
}
