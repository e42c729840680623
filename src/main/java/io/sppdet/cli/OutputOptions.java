package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.output.AnnotatedCopies;
import io.sppdet.output.Crops;
import io.sppdet.output.FileNames;
import io.sppdet.output.GalleryPage;
import io.sppdet.output.OutputFile;
import io.sppdet.output.OutputFormat;
import io.sppdet.output.OutputSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** In what forms the detections are wanted, and where. */
@Heading("Output")
final class OutputOptions {
  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description =
          "json, jsonl, coco (results), coco-dataset, voc, yolo, csv or megadetector; several with"
              + " commas between, or repeated (default: json).")
  private List<OutputFormat> formats = List.of(OutputFormat.JSON);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description =
          "Write to a file instead (json: one document for one image, an array for several); voc"
              + " and yolo, and several formats together, into a folder (- for standard output, as"
              + " without).")
  private Path output;

  @Option(
      names = "--file-names",
      paramLabel = "STYLE",
      description =
          "How images are called: given (as on the command line), relative (from the folder that"
              + " holds all images) or absolute (default: json, jsonl given, others relative).")
  private FileNames.Style names;

  @Heading("Pictures")
  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Write each image with its boxes, labels and scores into this folder, not that of the"
              + " images.")
  private Path draw;

  @Heading("Pictures")
  @Option(
      names = "--crops",
      paramLabel = "DIR",
      description = "Cut each detection out, into a folder for each class in this one.")
  private Path crops;

  @Heading("Pictures")
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write an HTML page to look through all images in a browser.")
  private Path report;

  @Option(names = "--raw-scores", description = "Add the SVM margins as svm_score.")
  private boolean rawScores;

  @Option(names = "--timing", description = "Add the time of each stage, in milliseconds.")
  private boolean timing;

  /**
   * Opens all that was asked for.
   *
   * @param places files and folders that hold the images
   * @param images how many they are
   */
  DetectionSink open(
      CommandSpec spec, CommonOptions common, ModelDirectory model, List<Path> places, int images) {
    Set<OutputFormat> wanted = new LinkedHashSet<>(formats);
    boolean print = output == null || output.equals(Path.of("-"));
    if (print && wanted.size() > 1) {
      throw new SppdetException(
          Kind.USAGE, "--format", "several formats need a folder, which -o names");
    }
    OutputSettings settings =
        new OutputSettings(
            model.description().name(),
            model.detector().classes(),
            rawScores,
            timing,
            images == 1,
            names,
            FileNames.folderOf(places));
    DetectionSink sink = new DetectionSink(common.errorLine(spec));
    try {
      if (wanted.size() > 1) {
        OutputFile.createFolder(output);
      }
      for (OutputFormat format : wanted) {
        Path path = wanted.size() > 1 ? output.resolve(format.fileName()) : output;
        sink.add(
            print
                ? format.print(spec.commandLine().getOut(), settings)
                : format.open(path, settings));
      }
      if (draw != null) {
        sink.add(new AnnotatedCopies(draw));
      }
      if (crops != null) {
        sink.add(new Crops(crops, settings));
      }
      if (report != null) {
        sink.add(new GalleryPage(report, settings));
      }
      return sink;
    } catch (SppdetException e) {
      sink.close();
      throw e;
    }
  }

  /** Refuses folders for pictures in which images to detect in may have the same names. */
  void refuseToOverwrite(List<ImageInput> inputs) {
    for (ImageInput input : inputs) {
      if (draw != null && isIn(draw, input, 1)) {
        throw overwriting("--draw", draw);
      }
      if (crops != null && isIn(crops, input, 2)) {
        throw overwriting("--crops", crops);
      }
    }
  }

  private static SppdetException overwriting(String option, Path folder) {
    return new SppdetException(
        Kind.USAGE, option, folder + " holds images to detect in, they would be overwritten");
  }

  /** Whether an image lies so many folders, or fewer, below this one. */
  private static boolean isIn(Path folder, ImageInput input, int depth) {
    if (input.file() == null) {
      return false;
    }
    try {
      Path above = input.file().toAbsolutePath().getParent().toRealPath();
      Path real = folder.toRealPath();
      for (int i = 0; i < depth && above != null; i++, above = above.getParent()) {
        if (above.equals(real)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // one of the folders does not exist
    }
  }
}
