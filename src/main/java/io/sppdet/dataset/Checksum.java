package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.Image;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, by which a model knows the images it was trained on. */
public final class Checksum {
  private static final int BLOCK_BYTES = 1 << 16;

  private Checksum() {}

  /**
   * The checksum of a whole file.
   *
   * @return 64 hexadecimal digits
   * @throws SppdetException IMAGE_MISSING when the file can't be read
   */
  public static String of(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[BLOCK_BYTES];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new SppdetException(
          Kind.IMAGE_MISSING, file.toString(), "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Reads the image that a checksum is of: what is kept under it must not be of another.
   *
   * @throws SppdetException when the file has changed since, or can't be read
   */
  public static Image image(Path file, String checksum) {
    EncodedImage encoded = EncodedImage.read(file, ImageLimits.DEFAULT);
    if (!HexFormat.of().formatHex(sha256().digest(encoded.bytes())).equals(checksum)) {
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE, file.toString(), "was changed while this run was using it");
    }
    return new ImageReader().read(encoded);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
