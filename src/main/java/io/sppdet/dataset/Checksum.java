package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, by which a model knows the images it was trained on. */
public final class Checksum {
  private Checksum() {}

  /**
   * The checksum of a whole file.
   *
   * @return 64 hexadecimal digits
   * @throws SppdetException IMAGE_MISSING when the file can't be read
   */
  public static String of(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.IMAGE_MISSING, file.toString(), "can't be read (" + e.getMessage() + ")", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
