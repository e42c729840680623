package io.sppdet.cli.option;

import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.BoundedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of defaults: a line {@code key = value} each, blank lines, and comments from a {@code #}
 * at the start of a line on.
 *
 * @param path of the file
 * @param entries by key, in the order of the file
 */
record ConfigFile(Path path, Map<String, Entry> entries) {
  private static final int MAX_BYTES = 1 << 20;

  /**
   * A value and where it stands.
   *
   * @param origin file and line
   */
  record Entry(String value, String origin) {}

  ConfigFile {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Reads a file.
   *
   * @param keys all that there are
   * @throws SppdetException USAGE that names the line with an unknown key, or with none
   */
  static ConfigFile read(Path path, Set<String> keys) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<String> lines = lines(path);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String origin = path + ":" + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      check(equals > 0, origin, "neither 'key = value' nor a comment (#)");
      String key = line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      check(keys.contains(key), origin, "unknown key '" + key + "'" + Suggestion.of(key, keys));
      check(!value.isEmpty(), origin, "key '" + key + "' has no value");
      Entry before = entries.put(key, new Entry(value, origin));
      check(before == null, origin, "key '" + key + "' is there twice");
    }
    return new ConfigFile(path, entries);
  }

  private static List<String> lines(Path path) {
    try {
      return BoundedText.read(path, MAX_BYTES).lines().toList();
    } catch (IOException e) {
      throw new SppdetException(Kind.USAGE, path, FileFault.reason(e), e);
    }
  }

  private static void check(boolean holds, String origin, String reason) {
    if (!holds) {
      throw new SppdetException(Kind.USAGE, origin, reason);
    }
  }
}
