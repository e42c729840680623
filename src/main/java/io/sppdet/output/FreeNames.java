package io.sppdet.output;

import io.sppdet.error.PlainText;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names for the files of one folder: each once, also where case does not count, and none that leads
 * elsewhere.
 */
final class FreeNames {
  /** Of the 255 that file systems allow, in UTF-8; the rest is for what callers append. */
  private static final int MAX_BYTES = 240;

  /** What no file of Windows can be called, with any extension. */
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|(com|lpt)\\d)(\\..*)?");

  private static final String FORBIDDEN_ON_WINDOWS = "<>:\"|?*";

  private static final boolean WINDOWS = File.separatorChar == '\\';

  private final boolean windows;

  /** By name, the last number that was tried for it. */
  private final Map<String, Integer> taken = new HashMap<>();

  FreeNames() {
    this(WINDOWS);
  }

  FreeNames(boolean windows) {
    this.windows = windows;
  }

  /** The name with the extension, numbered if that was given out before. */
  String next(String name, String extension) {
    String safe = safe(name, windows);
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

  /** The name, or where that was given out before, the other. */
  String next(String name, String otherwise, String extension) {
    String first = limited(safe(name, windows), extension);
    return take(first) ? first : next(otherwise, extension);
  }

  /** The same name each time, for a folder that may be there; of two long ones not the same. */
  static String folder(String name) {
    String safe = safe(name, WINDOWS);
    String whole = limited(safe, "");
    return whole.equals(safe) ? safe : limited(safe, "-" + checksum(safe));
  }

  private static UUID checksum(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private boolean take(String name) {
    return taken.putIfAbsent(key(name), 1) == null;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String safe(String name, boolean windows) {
    String forbidden = windows ? "/\\\t" + FORBIDDEN_ON_WINDOWS : "/\\\t";
    StringBuilder plain = new StringBuilder();
    name.codePoints()
        .map(c -> forbidden.indexOf(c) >= 0 || !PlainText.isPlain(c) ? '_' : c)
        .forEach(plain::appendCodePoint);
    String safe = plain.toString().strip();
    if (windows) { // which takes a point at the end for nothing
      safe = (DEVICE.matcher(safe).matches() ? "_" + safe : safe).replaceAll("\\.$", "_");
    }
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
