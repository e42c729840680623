package io.sppdet.spark;

import io.sppdet.output.FileNames.Style;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How photos are called in the output, as {@link io.sppdet.output.FileNames} has it, and of URIs
 * likewise.
 *
 * @param folder what relative names start from, an absolute path or a URI
 */
record PhotoNames(Style style, String folder) {

  String of(Row row) {
    if (style == Style.GIVEN || row.path() == null) {
      return row.name();
    }
    String path = normal(row.path());
    if (style == Style.ABSOLUTE) {
      return path;
    }
    String above = folder.endsWith("/") ? folder : folder + "/";
    return path.startsWith(above) ? path.substring(above.length()) : row.name();
  }

  /** The deepest folder of two that holds both; null is none yet. */
  static String common(String a, String b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    List<String> left = Arrays.asList(normal(a).split("/", -1));
    List<String> right = Arrays.asList(normal(b).split("/", -1));
    int n = 0;
    while (n < Math.min(left.size(), right.size()) && left.get(n).equals(right.get(n))) {
      n++;
    }
    String folder = String.join("/", left.subList(0, n));
    return folder.isEmpty() ? "/" : folder;
  }

  /** The folder that a file lies in. */
  static String parent(String file) {
    String path = normal(file);
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static String normal(String path) {
    return path.startsWith("/") ? Path.of(path).normalize().toString() : path;
  }
}
