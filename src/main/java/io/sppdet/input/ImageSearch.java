package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.ImageFormat;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/**
 * Finds the images that the arguments of a command line mean, in the order of the arguments. What
 * is named but holds no image becomes an input whose reading fails, so that it costs no other.
 *
 * @param reader reads each of them
 * @param recursive whether a folder's images are also those in the folders below it
 * @param passedOver hears of what else a folder that was named holds, and of what is named again
 * @param videos how many pictures of a video are taken, and of which
 */
public record ImageSearch(
    ImageReader reader, boolean recursive, PassedOver passedOver, VideoRule videos) {
  /** Stands for a list on standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final String LIST = "@";

  /** Tells nobody what else there is. */
  public ImageSearch(ImageReader reader, boolean recursive) {
    this(reader, recursive, new PassedOver());
  }

  /** Takes of videos what is taken by default. */
  public ImageSearch(ImageReader reader, boolean recursive, PassedOver passedOver) {
    this(reader, recursive, passedOver, VideoRule.DEFAULT);
  }

  /** All images of {@link #stream}; what is named again comes again, and is noted as passed. */
  public List<ImageInput> find(List<String> arguments, InputStream standardInput) {
    List<ImageInput> images = new ArrayList<>();
    Set<Path> named = new HashSet<>();
    files(arguments, standardInput)
        .forEachRemaining(
            found -> {
              Path real = found.error() == null ? real(found.path()) : null;
              if (real != null && !named.add(real)) {
                passedOver.again(found.name());
              }
              images.addAll(images(found));
            });
    return images;
  }

  /** Null where there is none. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return null; // opening it will tell
    }
  }

  /**
   * The images of some arguments, each of which is a file, a folder or a zip archive; a pattern of
   * files; {@code @FILE}, a list of files, folders and archives; or {@code -} for such a list on
   * standard input. A file of that very name comes before all other meanings but the last.
   *
   * @return looks as it goes, and holds none but the names in the folders it is in; what is written
   *     there meanwhile may be found
   */
  public Iterator<ImageInput> stream(List<String> arguments, InputStream standardInput) {
    return new Chain<>(files(arguments, standardInput), found -> images(found).iterator());
  }

  /**
   * The images of a list on standard input that may still be being written, each as soon as its
   * line is there.
   */
  public ImageSource feed(InputStream standardInput) {
    return new ImageFeed(stream(List.of(STANDARD_INPUT), standardInput));
  }

  /** The files that hold those images, not looked into, in the same way. */
  public Iterator<FoundFile> files(List<String> arguments, InputStream standardInput) {
    return new Chain<>(arguments.iterator(), argument -> files(argument, standardInput));
  }

  /** The images of a file: itself, its pages, those of an archive, or pictures of a video. */
  public List<ImageInput> images(FoundFile found) {
    if (found.error() != null) {
      return List.of(ImageInput.failed(found.name(), found.path(), found.error()));
    }
    if (VideoRule.isVideo(found.path())) {
      return new VideoFrames(found.path(), reader, videos.every()).images();
    }
    return ImageArchive.isAt(found.path())
        ? new ImageArchive(found.path()).images(reader, passedOver)
        : new FileImages(reader).of(found.path());
  }

  /** The pages of an image that lies in no file, or that alone. */
  public List<ImageInput> pages(ImageInput image) {
    return new FileImages(image.reader()).of(image.name(), null, image.encoded());
  }

  /** The image that comes through a stream, or its pages. */
  public List<ImageInput> read(String name, InputStream in) {
    try {
      EncodedImage image = EncodedImage.read(name, in, reader.limits());
      return new FileImages(reader).of(name, null, () -> image);
    } catch (IOException e) {
      String reason = FileFault.reason(e);
      return List.of(ImageInput.failed(name, null, Kind.IMAGE_MISSING, reason, e));
    } catch (SppdetException e) {
      return List.of(ImageInput.failed(name, null, e));
    }
  }

  private Iterator<FoundFile> files(String argument, InputStream standardInput) {
    try {
      if (argument.isEmpty()) { // to Java, the current folder
        return List.of(FoundFile.failed("''", null, "an empty name", null)).iterator();
      } else if (argument.equals(STANDARD_INPUT)) {
        return listed(argument, new PathList(standardInput));
      }
      if (isThere(argument)) {
        return files(Path.of(argument));
      } else if (argument.startsWith(LIST)) {
        return listed(argument, PathList.of(Path.of(argument.substring(LIST.length()))));
      } else if (FilePattern.isPattern(argument)) {
        return matching(argument);
      }
      return files(Path.of(argument)); // opening it will tell that it is missing
    } catch (IOException e) {
      return List.of(FoundFile.failed(argument, e)).iterator();
    } catch (InvalidPathException e) {
      return noName(argument, e);
    } catch (PatternSyntaxException e) {
      String reason = "not a pattern: " + e.getDescription();
      return List.of(FoundFile.failed(argument, null, reason, e)).iterator();
    }
  }

  private static boolean isThere(String name) {
    try {
      return Files.exists(Path.of(name), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false; // a pattern is no name on Windows
    }
  }

  /** A file, or a folder's. */
  private Iterator<FoundFile> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(FoundFile.of(path)).iterator();
    }
    String none = "the folder holds no images (.jpg, .png, .webp, .bmp, ...)";
    return Chain.orElse(
        new FolderWalk(
            path,
            recursive ? Integer.MAX_VALUE : 1,
            true,
            file ->
                ImageFormat.isImageName(file.getFileName().toString())
                    || (videos.inFolders() && VideoRule.isVideo(file)),
            passedOver,
            "the folder: "),
        () -> FoundFile.failed(FoundFile.name(path), path, none, null));
  }

  /** Each line is a path as it stands: a list names no lists, and no patterns. */
  private Iterator<FoundFile> listed(String argument, PathList lines) {
    Supplier<Iterator<FoundFile>> named = () -> new Chain<>(lines, this::named);
    Supplier<Iterator<FoundFile>> end =
        () ->
            lines.failure() == null
                ? Collections.emptyIterator()
                : List.of(FoundFile.failed(argument, lines.failure())).iterator();
    return new Chain<>(List.of(named, end).iterator(), Supplier::get);
  }

  /** The files that a line of a list means: a file, or a folder's. */
  public Iterator<FoundFile> named(String line) {
    try {
      return files(Path.of(line));
    } catch (InvalidPathException e) {
      return noName(line, e);
    }
  }

  private static Iterator<FoundFile> matching(String argument) {
    FilePattern pattern = new FilePattern(argument);
    Path folder = Path.of(pattern.folder());
    return Chain.orElse(
        new FolderWalk(
            folder,
            pattern.depth(),
            false,
            file -> pattern.matches(folder.relativize(file)),
            new PassedOver(),
            ""),
        () -> FoundFile.failed(argument, null, "no file has a name like that", null));
  }

  private static Iterator<FoundFile> noName(String name, InvalidPathException cause) {
    return List.of(FoundFile.failed(name, null, "not a name of a file", cause)).iterator();
  }
}
