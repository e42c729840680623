package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Sha256;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.Image;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Path;

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
      return Sha256.of(file);
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
    if (!Sha256.of(encoded.bytes()).equals(checksum)) {
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE, file.toString(), "was changed while this run was using it");
    }
    return new ImageReader().read(encoded);
  }
}
