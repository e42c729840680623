package io.sppdet.cli.option;

import io.sppdet.cli.option.Reads.As;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set, and how it is kept. */
@Heading("Input")
public final class DatasetOptions {
  @Reads(As.DATASET)
  @Parameters(
      paramLabel = "DATASET",
      description =
          "Folder in the layout of VOC, COCO or YOLO, or the one .json or .yaml file that describes"
              + " it; for classifiers also a folder a class.")
  private Path path;

  @Option(
      names = "--dataset-format",
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DatasetFormat format;

  /** What a shell completes. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(DatasetFormat.values()).map(DatasetFormat::toString).iterator();
    }
  }

  public Path path() {
    return path;
  }

  /** The name of its folder or file. */
  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  public DatasetFormat format() {
    return format;
  }

  public Dataset open() {
    return Dataset.open(path, format());
  }

  /**
   * Opens a data set to compare detections with.
   *
   * @throws SppdetException DATASET when it is a folder a class, which says nothing of where things
   *     are
   */
  public Dataset openWithBoxes() {
    Dataset opened = open();
    if (opened.format() == DatasetFormat.FOLDERS) {
      throw new SppdetException(
          Kind.DATASET, path.toString(), "has no boxes to compare detections with");
    }
    return opened;
  }
}
