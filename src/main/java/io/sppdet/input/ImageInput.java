package io.sppdet.input;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An image to detect in, not read yet; or what was named and holds none, whose reading fails.
 *
 * @param name what messages and results call it
 * @param file the file it lies in, alone or with others; null where it is in none
 * @param image reads it, on any thread; throws SppdetException when that can't be done
 */
public record ImageInput(String name, Path file, Supplier<Image> image) {

  /** An image that is a file of its own. */
  public static ImageInput of(Path file, ImageReader reader) {
    return new ImageInput(file.toString(), file, () -> reader.read(file));
  }

  /** Something that holds no image. */
  static ImageInput failed(String name, Path file, Kind kind, String reason, Throwable cause) {
    return new ImageInput(
        name,
        file,
        () -> {
          throw new SppdetException(kind, name, reason, cause);
        });
  }
}
