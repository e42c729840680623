package io.sppdet.output;

import io.sppdet.error.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names for the files of one folder: each once, also where case does not count, and none that leads
 * elsewhere.
 */
final class FreeNames {
  /** Of the 255 that file systems allow, in UTF-8; the rest is for what callers append. */
  private static final int MAX_BYTES = 240;

  /** By name, the last number that was tried for it. */
  private final Map<String, Integer> taken = new HashMap<>();

  /** The name with the extension, numbered if that was given out before. */
  String next(String name, String extension) {
    String safe = safe(name);
    String first = limited(safe, extension);
    if (take(first)) {
      return first;
    }
    while (true) {
      int n = taken.merge(key(first), 1, Integer::sum);
      String numbered = limited(safe, "-" + n + extension);
      if (take(numbered)) {
        return numbered;
      }
    }
  }

  private boolean take(String name) {
    return taken.putIfAbsent(key(name), 1) == null;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String safe(String name) {
    StringBuilder plain = new StringBuilder();
    name.codePoints()
        .map(c -> c == '/' || c == '\\' || c == '\t' || !PlainText.isPlain(c) ? '_' : c)
        .forEach(plain::appendCodePoint);
    String safe = plain.toString().strip();
    return safe.matches("\\.*") ? "_" : safe; // also of an empty name
  }

  private static String limited(String name, String end) {
    String cut = name;
    while ((cut + end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut + end;
  }
}
