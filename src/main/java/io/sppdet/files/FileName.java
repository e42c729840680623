package io.sppdet.files;

/**
 * The name of a file in its folder. A point at its beginning begins no extension.
 *
 * @param stem what stands before the last point
 * @param extension with its point; empty where there is none
 */
public record FileName(String stem, String extension) {
  /** Whether a text is a name in a folder, not a path to elsewhere; null is none. */
  public static boolean isPlain(String text) {
    return text != null && text.matches("[^/\\\\\\p{Cntrl}]+");
  }

  /** Whether a name is of what folders do not show: it begins with a point, and is no way up. */
  public static boolean isHidden(String name) {
    return name.startsWith(".") && !name.equals(".") && !name.equals("..");
  }

  public static FileName of(String name) {
    int point = name.lastIndexOf('.');
    return point > 0
        ? new FileName(name.substring(0, point), name.substring(point))
        : new FileName(name, "");
  }
}
