package io.sppdet.cli.option;

import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.image.ExifFields;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageWriter;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSearch;
import io.sppdet.input.ImageSource;
import io.sppdet.input.PassedOver;
import io.sppdet.input.VideoRule;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which images, and how large they may be. */
@Heading("Input")
public final class InputOptions {
  private static final String RECURSIVE = "--recursive";

  private static final long MILLION = 1_000_000;

  private static final String STANDARD_INPUT = "stdin";

  @Reads(As.IMAGES)
  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description =
          "Images: JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC; folders or zip archives of them; videos;"
              + " quoted patterns such as 'photos/**/*.jpg'; @FILE, a list with a path a line; -"
              + " for such a list on standard input, each answered at once.")
  private List<String> images = List.of();

  @Option(
      names = {"-r", RECURSIVE},
      description = "Also take the images in folders below a folder.")
  private boolean recursive;

  @Option(names = "--videos", description = "Also take the videos in folders.")
  private boolean videos;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = Interval.class,
      description =
          "Time between two pictures taken of a video, such as 0.5s,"
              + " 200ms or 2m (default: ${DEFAULT-VALUE}).")
  private Duration every;

  @Option(names = "--stdin-image", description = "Read one image from standard input.")
  private boolean stdinImage;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = ImageLimits.USUAL_PIXELS / MILLION + "M",
      converter = Amount.class,
      description =
          "Refuse images of more pixels, before decoding them (default: ${DEFAULT-VALUE}, at most "
              + ImageLimits.MOST_PIXELS / MILLION
              + "M).")
  private long maxPixels;

  @Option(
      names = "--max-file-size",
      paramLabel = "BYTES",
      defaultValue = ImageLimits.USUAL_BYTES / MILLION + "M",
      converter = Amount.class,
      description =
          "Refuse larger files (default: ${DEFAULT-VALUE}, at most "
              + ImageLimits.MOST_BYTES / (1000 * MILLION)
              + "G).")
  private long maxFileSize;

  private final PassedOver passedOver = new PassedOver();

  /** Images that sppdet itself made, by name; found out as each is read, on any thread. */
  private final NavigableSet<String> drawn = new ConcurrentSkipListSet<>();

  /** Whether they come as a list on standard input, and from nowhere else. */
  public boolean isFed() {
    return images.equals(List.of(ImageSearch.STANDARD_INPUT));
  }

  /** The images of that list, each as soon as its line is there; see {@link #isFed}. */
  public ImageSource feed(CommandSpec spec, boolean damagedToo, ExifFields exif) {
    RunPaths paths = RunPaths.of(spec);
    ImageSource feed = search(damagedToo, exif).feed(System.in);
    return new ImageSource() {
      @Override
      public boolean isEnded() {
        return feed.isEnded();
      }

      @Override
      public ImageInput poll(long millis) throws InterruptedException {
        ImageInput image = feed.poll(millis);
        return image == null ? null : paths.unlessRefused(image);
      }
    };
  }

  /**
   * The images named, in order; nothing is decoded yet.
   *
   * @throws SppdetException USAGE also when the command would write over one
   */
  public List<ImageInput> images(CommandSpec spec) {
    return images(spec, false, ExifFields.NONE);
  }

  /**
   * The same.
   *
   * @param damagedToo whether damaged JPEGs are read as far as they go
   * @param exif the fields to read from each
   */
  public List<ImageInput> images(CommandSpec spec, boolean damagedToo, ExifFields exif) {
    ImageSearch search = search(damagedToo, exif);
    arguments(spec);
    if (stdinImage && !images.isEmpty()) {
      throw new SppdetException(Kind.USAGE, "--stdin-image", "goes without an IMAGE");
    }
    List<ImageInput> found =
        stdinImage ? search.read(STANDARD_INPUT, System.in) : search.find(images, System.in);
    RunPaths.of(spec).refuse(found);
    return found.stream().map(this::watched).toList();
  }

  /** The same image, which tells when it turns out to be one that sppdet made. */
  private ImageInput watched(ImageInput image) {
    return image.watchedBy(
        encoded -> {
          if (ImageWriter.wrote(encoded)) {
            drawn.add(image.name());
          }
        });
  }

  private ImageSearch search(boolean damagedToo, ExifFields exif) {
    return new ImageSearch(
        new ImageReader(limits(), damagedToo, exif),
        recursive,
        passedOver,
        new VideoRule(every, videos));
  }

  /** What names them, as it was given. */
  public List<String> arguments(CommandSpec spec) {
    if (images.contains("")) {
      throw new SppdetException(Kind.USAGE, "IMAGE", "the name is empty");
    }
    if (images.isEmpty() && !stdinImage) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'IMAGE'");
    }
    return List.copyOf(images);
  }

  /**
   * What may surprise in what was found, in lines: what is no image in folders that were named, or
   * was not entered, and pictures that are copies of others.
   */
  public List<String> passedOver() {
    List<String> lines = new ArrayList<>(passedOver.lines(InputOptions::words));
    if (!drawn.isEmpty()) {
      lines.add(
          Count.of(
                  drawn.size(),
                  "of the images was made by sppdet (--draw, --crops), and counts as a photo does",
                  "of the images were made by sppdet (--draw, --crops), and count as photos do")
              + "; the first is "
              + drawn.first());
    }
    return lines;
  }

  /** By the shorter name, where an option has one. */
  public static String words(Remedy remedy) {
    String words = ErrorLine.words(remedy);
    return words.startsWith(RECURSIVE) ? "-r" + words.substring(RECURSIVE.length()) : words;
  }

  /** Whether a folder's images are also those in the folders below it. */
  public boolean recursive() {
    return recursive;
  }

  /** The largest images that are read. */
  public ImageLimits limits() {
    require("--max-pixels", maxPixels, ImageLimits.MOST_PIXELS);
    require("--max-file-size", maxFileSize, ImageLimits.MOST_BYTES);
    return new ImageLimits(maxPixels, maxFileSize);
  }

  /** Where they lie: what was named, or, where that stands for other files, those. */
  List<Path> places(List<ImageInput> found) {
    boolean plain = !stdinImage && images.stream().allMatch(InputOptions::exists);
    return plain
        ? images.stream().map(Path::of).toList()
        : found.stream().map(ImageInput::file).filter(Objects::nonNull).toList();
  }

  /** Whether one folder was named, and nothing else. */
  boolean isOneFolder() {
    return images.size() == 1 && exists(images.get(0)) && Files.isDirectory(Path.of(images.get(0)));
  }

  private static boolean exists(String argument) {
    try {
      return Files.exists(Path.of(argument));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void require(String option, long value, long most) {
    if (value < 1 || value > most) {
      throw new SppdetException(
          Kind.USAGE, option, "must lie in [1, %d]: %d".formatted(most, value));
    }
  }
}
