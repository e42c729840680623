package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Finds the images that the arguments of a command line mean, in the order of the arguments. What
 * is named but holds no image becomes an input whose reading fails, so that it costs no other.
 *
 * @param reader reads each of them
 * @param recursive whether a folder's images are also those in the folders below it
 */
public record ImageSearch(ImageReader reader, boolean recursive) {
  private static final String STANDARD_INPUT = "-";
  private static final String LIST = "@";

  /**
   * The images of some arguments, each of which is a file, a folder or a zip archive; a pattern of
   * files; {@code @FILE}, a list of files, folders and archives; or {@code -} for such a list on
   * standard input. A file of that very name comes before all other meanings but the last.
   */
  public List<ImageInput> find(List<String> arguments, InputStream standardInput) {
    List<ImageInput> images = new ArrayList<>();
    for (String argument : arguments) {
      images.addAll(find(argument, standardInput));
    }
    return images;
  }

  /** The image that comes through a stream, or its pages. */
  public List<ImageInput> read(String name, InputStream in) {
    try {
      EncodedImage image = EncodedImage.read(name, in, reader.limits());
      return new FileImages(reader).of(name, null, () -> image);
    } catch (IOException e) {
      return List.of(unreadable(name, e));
    } catch (SppdetException e) {
      return List.of(ImageInput.failed(name, null, e.kind(), e.reason(), e));
    }
  }

  private List<ImageInput> find(String argument, InputStream standardInput) {
    try {
      if (argument.equals(STANDARD_INPUT)) {
        return listed(PathList.read(standardInput));
      }
      Path path = Path.of(argument);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return open(path);
      } else if (argument.startsWith(LIST)) {
        return listed(PathList.read(Path.of(argument.substring(LIST.length()))));
      } else if (FilePattern.isPattern(argument)) {
        return matching(argument);
      }
      return open(path); // which will tell that it is missing
    } catch (IOException e) {
      return List.of(unreadable(argument, e));
    } catch (InvalidPathException e) {
      return List.of(noName(argument, e));
    } catch (PatternSyntaxException e) {
      String reason = "not a pattern: " + e.getDescription();
      return List.of(ImageInput.failed(argument, null, Kind.IMAGE_MISSING, reason, e));
    }
  }

  private List<ImageInput> open(Path path) {
    if (Files.isDirectory(path)) {
      return new ImageFolder(path, recursive).images(reader);
    }
    return ImageArchive.isAt(path)
        ? new ImageArchive(path).images(reader)
        : new FileImages(reader).of(path);
  }

  /** Each line is a path as it stands: a list names no lists, and no patterns. */
  private List<ImageInput> listed(List<String> lines) {
    List<ImageInput> images = new ArrayList<>();
    for (String line : lines) {
      try {
        images.addAll(open(Path.of(line)));
      } catch (InvalidPathException e) {
        images.add(noName(line, e));
      }
    }
    return images;
  }

  private List<ImageInput> matching(String pattern) {
    List<ImageInput> images = new ArrayList<>();
    new FilePattern(pattern)
        .visit(
            new FolderWalk.Visitor() {
              @Override
              public void file(Path file) {
                images.addAll(open(file));
              }

              @Override
              public void unreadable(Path folder, IOException cause) {
                images.add(ImageSearch.unreadable(folder.toString(), cause));
              }
            });
    if (images.isEmpty()) {
      String reason = "no file has a name like that";
      return List.of(ImageInput.failed(pattern, null, Kind.IMAGE_MISSING, reason, null));
    }
    return images;
  }

  private static ImageInput unreadable(String name, IOException cause) {
    return ImageInput.failed(name, null, Kind.IMAGE_MISSING, FileFault.reason(cause), cause);
  }

  private static ImageInput noName(String name, InvalidPathException cause) {
    return ImageInput.failed(name, null, Kind.IMAGE_MISSING, "not a name of a file", cause);
  }
}
