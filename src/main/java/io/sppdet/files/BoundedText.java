package io.sppdet.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Texts that may be anybody's: a file is read no further than such a text may be long. */
public final class BoundedText {
  private BoundedText() {}

  /**
   * Reads a text in UTF-8, without an editor's mark; bytes that are none become replacement
   * characters.
   *
   * @param most bytes
   * @throws IOException when it can't be read, or is larger
   */
  public static String read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most);
      if (bytes.length == most && in.read() >= 0) {
        throw new IOException(String.format(Locale.ROOT, "larger than %,d bytes", most));
      }
      return new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "");
    }
  }
}
