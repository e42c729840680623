package io.sppdet.input;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An image to detect in, not read yet; or what was named and holds none, whose reading fails.
 *
 * @param name what messages and results call it
 * @param file the file it lies in, alone or with others; null where it is in none
 * @param encoded reads its bytes, on any thread, each time anew; throws SppdetException when that
 *     can't be done
 * @param reader decodes them
 */
public record ImageInput(
    String name, Path file, Supplier<EncodedImage> encoded, ImageReader reader) {

  /** An image that is a file of its own. */
  public static ImageInput of(Path file, ImageReader reader) {
    return new ImageInput(
        file.toString(), file, () -> EncodedImage.read(file, reader.limits()), reader);
  }

  /** Something that holds no image. */
  static ImageInput failed(String name, Path file, Kind kind, String reason, Throwable cause) {
    return new ImageInput(
        name,
        file,
        () -> {
          throw new SppdetException(kind, name, reason, cause);
        },
        new ImageReader());
  }

  /**
   * Reads and decodes it.
   *
   * @throws SppdetException when that can't be done
   */
  public Image image() {
    return reader.read(encoded.get());
  }
}
