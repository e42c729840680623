package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a search comes upon: a file to look into for images, or why something that was named leads
 * to none.
 *
 * @param name as the user knows it
 * @param path the file; null where there is none
 * @param error why it leads to none; null for a file
 */
public record FoundFile(String name, Path path, SppdetException error) {

  /** A file, which need not be there: opening it will tell. */
  public static FoundFile of(Path file) {
    return new FoundFile(name(file), file, null);
  }

  /**
   * A path with slashes on every system, as other programs take them in results; the current folder
   * is a point.
   */
  public static String name(Path path) {
    String name = path.toString().replace(path.getFileSystem().getSeparator(), "/");
    return name.isEmpty() ? "." : name;
  }

  static FoundFile failed(String name, Path path, String reason, Exception cause) {
    return new FoundFile(name, path, new SppdetException(Kind.IMAGE_MISSING, name, reason, cause));
  }

  static FoundFile failed(String name, IOException cause) {
    FoundFile failed = failed(name, null, FileFault.reason(cause), cause);
    return cause instanceof PathList.HoldsImage
        ? new FoundFile(name, null, failed.error().with(new Remedy("stdin-image", "reads one")))
        : failed;
  }
}
