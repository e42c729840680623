package io.sppdet.cli.option;

import io.sppdet.detect.ClassGroups;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ExifFields;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.output.AnnotatedCopies;
import io.sppdet.output.Crops;
import io.sppdet.output.FileNames;
import io.sppdet.output.GalleryPage;
import io.sppdet.output.IfExists;
import io.sppdet.output.OutputFile;
import io.sppdet.output.OutputFormat;
import io.sppdet.output.OutputSettings;
import io.sppdet.output.ResultWriter;
import io.sppdet.output.SortedPhotos;
import io.sppdet.output.Sorting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** In what forms the detections are wanted, and where. */
@Heading("Output")
public final class OutputOptions {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description =
          "${bundle:all.formats}; several with commas between, or repeated (default:"
              + " ${DEFAULT-VALUE}).")
  private List<OutputFormat> formats;

  @Writes(
      depth = 1,
      named = "(detections|summary|coco|megadetector|label-studio|errors).*\\.(json|jsonl|csv|xml)",
      beside = {"%s.journal", "%S.errors.jsonl", "%S.config.xml"})
  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description =
          "Write to a file (json: one document for one image, an array for several); voc"
              + " and yolo, and several formats together, into a folder (default: - for standard"
              + " output).")
  private Path output;

  @Mixin private DocumentOptions documents;

  @Heading("Pictures")
  @Writes(depth = Writes.WHOLE)
  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Write each image with its boxes, labels and scores into this folder, which mirrors that"
              + " of the images and must be another (default: none).")
  private Path draw;

  @Heading("Pictures")
  @Writes(depth = Writes.WHOLE)
  @Option(
      names = "--crops",
      paramLabel = "DIR",
      description =
          "Cut each detection out, into a folder for each class in this one: dog/photo-0.jpg is"
              + " the first detection in photo.jpg (default: none).")
  private Path crops;

  @Heading("Pictures")
  @Writes
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write an HTML page to look through all images in a browser: filter, group and mark them,"
              + " copy or save their list (default: none).")
  private Path report;

  @Mixin private CsvOption csv;

  @Mixin private SortOptions sort;

  private final List<Written> written = new ArrayList<>();

  private record Written(ResultWriter output, Path place) {
    Stream<String> names() {
      String folder = Files.isDirectory(place) ? "/" : "";
      return Stream.concat(
          Stream.of(place + folder), output.sideFiles().stream().map(Path::toString));
    }
  }

  /**
   * What an earlier run has left.
   *
   * @param ifExists what becomes of outputs that are there already
   * @param goesOn whether they are of the run that goes on
   */
  public record Earlier(IfExists ifExists, boolean goesOn) {
    private IfExists rule() {
      return goesOn ? IfExists.OVERWRITE : ifExists;
    }
  }

  /**
   * The file or folder that is written; null for standard output, a device or a pipe. The folder in
   * which it will be is made.
   */
  public Path file() {
    boolean real = output != null && (!Files.exists(output) || isFileOrFolder(output));
    if (!real || output.equals(STANDARD_OUTPUT)) {
      return null;
    }
    Path above = output.toAbsolutePath().normalize().getParent();
    boolean folder = formats.size() > 1 || formats.get(0).isFolder();
    if (above != null && (folder || Files.notExists(above))) {
      OutputFile.createFolder(above);
    }
    return above != null && Files.isDirectory(above) ? output : null; // opening it will tell
  }

  private static boolean isFileOrFolder(Path path) {
    return Files.isRegularFile(path) || Files.isDirectory(path);
  }

  /**
   * Opens all that was asked for.
   *
   * @param out standard output
   * @param groups of classes that photos are sorted by
   * @return the outputs, to be closed; none when all of them are there already, and stay
   */
  public List<ResultWriter> open(
      PrintWriter out,
      ModelDirectory model,
      InputOptions input,
      List<ImageInput> images,
      ClassGroups groups,
      Earlier earlier) {
    Set<OutputFormat> wanted = new LinkedHashSet<>(formats);
    boolean print = output == null || output.equals(STANDARD_OUTPUT);
    if (print && wanted.size() > 1) {
      throw new SppdetException(
          Kind.USAGE, "--format", "several formats need a folder, which -o names");
    }
    OutputSettings settings =
        new OutputSettings(
            new OutputSettings.Model(model.description().name(), model.detector().classes()),
            new OutputSettings.Images(
                images.size() == 1,
                documents.names(input.isOneFolder()),
                FileNames.folderOf(input.places(images))),
            documents.content(),
            csv.safe(),
            earlier.goesOn());
    Sorting sorting = sort.sorting(groups);
    if (sorting != null) {
      refuseToLose(sorting, wanted, input.isFed());
    }
    IfExists rule = earlier.rule();
    boolean keep = rule == IfExists.SKIP;
    List<ResultWriter> opened = new ArrayList<>();
    try {
      if (wanted.size() > 1) {
        OutputFile.createFolder(output);
      }
      for (OutputFormat format : wanted) {
        Path path = wanted.size() > 1 ? output.resolve(format.fileName()) : output;
        if (print && format.isFolder()) {
          throw new SppdetException(
              Kind.USAGE, "--format " + format, "is a folder; -o must name a new one");
        } else if (print) {
          opened.add(format.print(out, settings));
        } else if (isWanted(path, rule)) {
          OutputFile.createFolderOf(path);
          add(opened, format.open(path, settings), path);
        }
      }
      if (draw != null && (keep || isWanted(draw, rule))) {
        add(opened, new AnnotatedCopies(draw, settings, keep), draw);
      }
      if (crops != null && (keep || isWanted(crops, rule))) {
        add(opened, new Crops(crops, settings, keep), crops);
      }
      if (report != null && isWanted(report, rule)) {
        OutputFile.createFolderOf(report);
        add(opened, new GalleryPage(report, settings), report);
      }
      if (sorting != null) {
        add(opened, new SortedPhotos(sorting, settings), sorting.folder());
      }
      return opened;
    } catch (SppdetException e) {
      opened.forEach(ResultWriter::close);
      throw e;
    }
  }

  /** Files that lead to photos would lead nowhere when these have moved. */
  private void refuseToLose(Sorting sorting, Set<OutputFormat> wanted, boolean fed) {
    if (sorting.by() != Sorting.By.MOVE) {
      return;
    }
    String reason = null;
    if (report != null) {
      reason = "the page of --report would lead nowhere when the photos have moved";
    } else if (wanted.stream().anyMatch(OutputFormat::isFolder)) {
      reason = "the links of --format voc and yolo would lead nowhere when the photos have moved";
    } else if (fed) {
      reason = "photos move when all are done, which a list on standard input never says";
    }
    if (reason != null) {
      throw new SppdetException(Kind.USAGE, "--sort-by move", reason);
    }
  }

  /** What a format's name promises otherwise, in a line; null where it promises nothing else. */
  public String misleading() {
    boolean file = output != null && formats.size() == 1 && !output.equals(STANDARD_OUTPUT);
    OutputFormat promised = file ? formats.get(0).promisedBy(output) : null;
    return promised == null
        ? null
        : "%s gets the format %s, whatever its name says; --format %s writes the other"
            .formatted(output, formats.get(0), promised);
  }

  private void add(List<ResultWriter> opened, ResultWriter output, Path place) {
    opened.add(output);
    written.add(new Written(output, place));
  }

  /** The files and folders that were written, in a line; none where there are none. */
  public List<String> written() {
    return written.isEmpty()
        ? List.of()
        : List.of(
            written.stream()
                .flatMap(Written::names)
                .collect(Collectors.joining(", ", "wrote ", "")));
  }

  /** Whether a file or folder is to be written, as to what is there already. */
  private static boolean isWanted(Path path, IfExists rule) {
    if (rule == IfExists.OVERWRITE || !isThere(path)) {
      return true;
    } else if (rule == IfExists.ERROR) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), "exists already (--if-exists error)");
    }
    return false;
  }

  /** An empty folder does not count, nor an empty file, as a killed run leaves it. */
  private static boolean isThere(Path path) {
    try {
      if (!Files.isDirectory(path)) {
        return Files.isRegularFile(path) && Files.size(path) > 0;
      }
      try (Stream<Path> files = Files.list(path)) {
        return files.findAny().isPresent();
      }
    } catch (IOException e) {
      return true; // for all that is known
    }
  }

  /** The fields of EXIF to read: those that are added, and the date for the summary. */
  public ExifFields exifRead() {
    ExifFields added = documents.exif();
    return added.names().isEmpty() && formats.contains(OutputFormat.SUMMARY)
        ? new ExifFields(List.of(ExifFields.DATE))
        : added;
  }
}
