package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ExifFields;
import io.sppdet.output.FileNames;
import io.sppdet.output.OutputSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What the output says of an image and its detections. */
@Heading("Output")
public final class DocumentOptions {
  @Option(
      names = "--file-names",
      paramLabel = "STYLE",
      description =
          "How images are called: given (as on the command line), relative (from the folder that"
              + " holds all images) or absolute (default: relative; json and jsonl given, unless"
              + " all images come from one folder).")
  private FileNames.Style names;

  @Option(
      names = "--exif",
      paramLabel = "FIELD",
      split = ",",
      description =
          "Add the date of the photo (DateTimeOriginal) and these fields of its EXIF data, such as"
              + " Model,FNumber,GPSLatitude,GPSLongitude; date for the date alone. CSV and our JSON"
              + " have room for all of them, megadetector and coco-dataset for the date (default:"
              + " none).")
  private List<String> exif = List.of();

  @Option(
      names = "--raw-scores",
      description =
          "Add the margin each score was made from: the SVM's, or the log-odds of the softmax.")
  private boolean rawScores;

  @Option(
      names = "--yolo-scores",
      description =
          "End each line of --format yolo with its score, as Ultralytics' predictions do. Data sets"
              + " have no such column: do not train on them.")
  private boolean yoloScores;

  @Option(
      names = "--timing",
      description = "Add the time of each stage as timing_ms, in milliseconds.")
  private boolean timing;

  /**
   * How images are called; null for each format's own way.
   *
   * @param oneFolder whether one folder was named, and nothing else
   */
  public FileNames.Style names(boolean oneFolder) {
    return names == null && oneFolder ? FileNames.Style.RELATIVE : names;
  }

  /** What is written beside images and boxes. */
  public OutputSettings.Content content() {
    return new OutputSettings.Content(exif(), rawScores, yoloScores, timing);
  }

  /** The fields of EXIF that are added. */
  public ExifFields exif() {
    if (exif.isEmpty()) {
      return ExifFields.NONE;
    }
    Set<String> fields = new LinkedHashSet<>(List.of(ExifFields.DATE));
    for (String name : exif) {
      if (name.equals("date")) {
        continue;
      }
      if (!ExifFields.exists(name)) {
        throw new SppdetException(
            Kind.USAGE, "--exif", "'" + name + "' is no field of EXIF, as Model and FNumber are");
      }
      fields.add(name);
    }
    return new ExifFields(List.copyOf(fields));
  }
}
