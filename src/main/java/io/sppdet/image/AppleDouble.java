package io.sppdet.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a Mac knows of a file, such as its labels, in a file beside it that has the same name behind
 * {@code ._} (AppleDouble, version 1 and 2, RFC 1740): no photo, whatever its name ends with.
 */
public final class AppleDouble {
  private static final String PREFIX = "._";
  private static final byte[] START = {0, 5, 0x16, 7};

  private AppleDouble() {}

  /** Whether a file may be one, by its name, which its first bytes must confirm. */
  public static boolean isName(String fileName) {
    return fileName.startsWith(PREFIX);
  }

  /** Whether a file is one; what can't be read is not, so that reading it will tell. */
  public static boolean isAt(Path file) {
    if (!isName(file.getFileName().toString()) || !Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return startsIn(in);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a file of such a name starts as one. */
  public static boolean startsIn(InputStream in) throws IOException {
    return Arrays.equals(in.readNBytes(START.length), START);
  }
}
