package io.sppdet.output;

import io.sppdet.error.SppdetException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** The forms that detections are written in; the name on the command line is in lower case. */
public enum OutputFormat {
  /** Our documents: an array of them in a file, one a line on standard output. */
  JSON("detections.json", ""),
  /** Our documents, one a line, each there as soon as its image is done. */
  JSONL("detections.jsonl", ""),
  /** COCO's results: an array of detections. */
  COCO("coco-results.json", "results"),
  /** A COCO data set with the detections as annotations. */
  COCO_DATASET("coco-dataset.json", ""),
  /** A folder in VOC's layout. */
  VOC("voc", ""),
  /** A folder in YOLO's layout. */
  YOLO("yolo", ""),
  /** A row a detection. */
  CSV("detections.csv", "a row a detection"),
  /** A row an image. */
  SUMMARY("summary.csv", "a row a photo"),
  /** MegaDetector's batch results, format 1.4. */
  MEGADETECTOR("megadetector.json", ""),
  /** Tasks of Label Studio, with the detections as predictions. */
  LABEL_STUDIO("label-studio.json", "");

  private final String fileName;
  private final String note;

  OutputFormat(String fileName, String note) {
    this.fileName = fileName;
    this.note = note;
  }

  /** What it is, in a few words; empty where the name says so. */
  public String note() {
    return note;
  }

  /** What it is called in a folder of several formats. */
  public String fileName() {
    return fileName;
  }

  /**
   * What a file of that name would be taken for, if that is another format.
   *
   * @return null for none: names are free but for those that promise something else
   */
  public OutputFormat promisedBy(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    boolean right = isFolder() || fileName.endsWith("." + ending);
    return switch (ending) {
      case "csv" -> right ? null : CSV;
      case "json" -> right ? null : JSON;
      case "jsonl", "ndjson" -> this == JSONL || right ? null : JSONL;
      default -> null;
    };
  }

  /** Whether it is a folder of many files. */
  public boolean isFolder() {
    return this == VOC || this == YOLO;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Prints it.
   *
   * @throws SppdetException USAGE for a format that is a folder
   */
  public ResultWriter print(Writer standardOutput, OutputSettings settings) {
    OutputFile out = OutputFile.of(standardOutput);
    return switch (this) {
      case JSON, JSONL -> new JsonLinesWriter(out, settings);
      case COCO -> new CocoResultsWriter(out, new FailureFile(null, settings), settings);
      case COCO_DATASET -> new CocoDatasetWriter(out, settings);
      case CSV -> new CsvWriter(out, settings);
      case SUMMARY -> new SummaryWriter(out, settings);
      case MEGADETECTOR -> new MegaDetectorWriter(out, settings);
      case LABEL_STUDIO ->
          new LabelStudioWriter(out, null, new FailureFile(null, settings), settings);
      case VOC, YOLO ->
          throw SppdetException.ofSetting("format " + this, "is a folder, nothing to print");
    };
  }

  /**
   * Opens a file, or makes a folder.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public ResultWriter open(Path path, OutputSettings settings) {
    return switch (this) {
      case JSON -> new JsonFileWriter(OutputFile.create(path), settings);
      case JSONL -> new JsonLinesWriter(OutputFile.growing(path), settings);
      case COCO -> cocoResults(path, settings);
      case COCO_DATASET -> new CocoDatasetWriter(OutputFile.create(path), settings);
      case VOC -> new VocWriter(path, settings);
      case YOLO -> new YoloWriter(path, settings);
      case CSV -> new CsvWriter(OutputFile.create(path), settings);
      case SUMMARY -> new SummaryWriter(OutputFile.create(path), settings);
      case MEGADETECTOR -> new MegaDetectorWriter(OutputFile.create(path), settings);
      case LABEL_STUDIO -> labelStudio(path, settings);
    };
  }

  private static ResultWriter cocoResults(Path path, OutputSettings settings) {
    OutputFile file = OutputFile.create(path);
    return closedUnless(
        file, () -> new CocoResultsWriter(file, failures(file, path, settings), settings));
  }

  private static ResultWriter labelStudio(Path path, OutputSettings settings) {
    OutputFile file = OutputFile.create(path);
    Path configuration = file.beside("") == null ? null : beside(path, ".config.xml");
    return closedUnless(
        file,
        () -> new LabelStudioWriter(file, configuration, failures(file, path, settings), settings));
  }

  /** Closes the file where its writer can't be made: one beside it is a stranger's. */
  private static ResultWriter closedUnless(OutputFile file, Supplier<ResultWriter> made) {
    try {
      return made.get();
    } catch (SppdetException e) {
      file.close();
      throw e;
    }
  }

  /** One that writes nothing where there is no place beside it: a device. */
  private static FailureFile failures(OutputFile file, Path path, OutputSettings settings) {
    return new FailureFile(
        file.beside("") == null ? null : beside(path, ".errors.jsonl"), settings);
  }

  private static Path beside(Path path, String ending) {
    return path.resolveSibling(PhotoName.of(path.getFileName().toString()).stem() + ending);
  }
}
