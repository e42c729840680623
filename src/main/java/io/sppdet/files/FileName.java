package io.sppdet.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The name of a file in its folder. A point at its beginning begins no extension.
 *
 * @param stem what stands before the last point
 * @param extension with its point; empty where there is none
 */
public record FileName(String stem, String extension) {
  /** The order of paths, by their bytes; that of Windows would not tell A from a. */
  public static final Comparator<Path> ORDER =
      Comparator.comparing(FileName::bytes, Arrays::compareUnsigned)
          .thenComparing(Comparator.naturalOrder());

  private static byte[] bytes(Path path) {
    String separator = path.getFileSystem().getSeparator();
    return path.toString().replace(separator, "/").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a text is a name in a folder, not a path to elsewhere; null is none. */
  public static boolean isPlain(String text) {
    return text != null && text.matches("[^/\\\\\\p{Cntrl}]+");
  }

  /** Whether a name is of what folders do not show: it begins with a point, and is no way up. */
  public static boolean isHidden(String name) {
    return name.startsWith(".") && !name.equals(".") && !name.equals("..");
  }

  /**
   * The one form in which names are compared (NFC): a name with accents that went through a Mac
   * comes apart into letters and marks (NFD), and looks the same.
   */
  public static String form(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** The same of names of classes, which look the same with space around them, too. */
  public static String ofClass(String name) {
    return form(name).strip();
  }

  public static FileName of(String name) {
    int point = name.lastIndexOf('.');
    return point > 0
        ? new FileName(name.substring(0, point), name.substring(point))
        : new FileName(name, "");
  }
}
