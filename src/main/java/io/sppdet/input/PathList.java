package io.sppdet.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list of paths in UTF-8: one a line, or, for names that hold line breaks, each ended by a NUL as
 * {@code find -print0} writes them. Nothing but the line's end is taken off a name.
 */
final class PathList {
  /** A million long names. */
  private static final int MAX_BYTES = 1 << 28;

  private PathList() {}

  static List<String> read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe might block for ever
      throw new IOException("not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  static List<String> read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("a list larger than " + (MAX_BYTES >> 20) + " MB");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      return names(Stream.of(text.split("\0")));
    }
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text; // an editor's mark
    return names(plain.lines());
  }

  private static List<String> names(Stream<String> names) {
    return names.filter(name -> !name.isEmpty()).toList();
  }
}
