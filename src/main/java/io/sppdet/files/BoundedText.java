package io.sppdet.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Texts that may be anybody's: a file is read no further than such a text may be long. */
public final class BoundedText {
  private BoundedText() {}

  /**
   * Reads a text in UTF-8, or in UTF-16 where it begins with the mark of that, as Windows
   * PowerShell writes it; without an editor's mark. Bytes that are none become replacement
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
      return text(bytes);
    }
  }

  /** The same of a text in memory. */
  public static String text(byte[] bytes) {
    Charset charset = isUtf16(bytes) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return new String(bytes, charset).replace("\uFEFF", "");
  }

  /** Whether a text begins with the mark of UTF-16, in either order. */
  public static boolean isUtf16(byte[] start) {
    return start.length > 1
        && ((start[0] == (byte) 0xFE && start[1] == (byte) 0xFF)
            || (start[0] == (byte) 0xFF && start[1] == (byte) 0xFE));
  }
}
