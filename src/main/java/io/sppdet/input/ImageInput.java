package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.Photo;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An image to detect in, not read yet; or what was named and holds none, whose reading fails.
 *
 * @param name what messages and results call it
 * @param file the file it lies in, alone or with others; null where it is in none
 * @param encoded reads its bytes, on any thread, each time anew; throws SppdetException when that
 *     can't be done
 * @param reader decodes them
 * @param seconds the time at which a picture of a video is seen, from its beginning; null for
 *     photos
 */
public record ImageInput(
    String name, Path file, Supplier<EncodedImage> encoded, ImageReader reader, Double seconds) {

  /** A photo. */
  public ImageInput(String name, Path file, Supplier<EncodedImage> encoded, ImageReader reader) {
    this(name, file, encoded, reader, null);
  }

  /** An image that is a file of its own. */
  public static ImageInput of(Path file, ImageReader reader) {
    return new ImageInput(
        FoundFile.name(file), file, () -> EncodedImage.read(file, reader.limits()), reader);
  }

  /**
   * An image that lies in no file: in a database, an object store, a program's memory.
   *
   * <pre>{@code
   * ImageInput.of("s3://photos/1.jpg", () -> store.get("photos", "1.jpg"), new ImageReader());
   * }</pre>
   *
   * @param name what messages and results call it
   * @param bytes gives the encoded file, of any format that is read, on any thread, each time anew;
   *     an IOException of it is reported as the error of a file would be
   */
  public static ImageInput of(String name, Bytes bytes, ImageReader reader) {
    return new ImageInput(
        name,
        null,
        () -> {
          try {
            byte[] all = bytes.read();
            if (all.length > reader.limits().bytes()) {
              throw EncodedImage.tooLarge(name, reader.limits());
            }
            return new EncodedImage(name, all);
          } catch (FileNotFoundException | NoSuchFileException e) {
            throw new SppdetException(Kind.IMAGE_MISSING, name, "no such file", e);
          } catch (IOException e) {
            throw new SppdetException(Kind.IMAGE_UNREADABLE, name, FileFault.reason(e), e);
          }
        },
        reader);
  }

  /** Where the bytes of an image come from. */
  @FunctionalInterface
  public interface Bytes {
    byte[] read() throws IOException;
  }

  /** Something that holds no image. */
  static ImageInput failed(String name, Path file, Kind kind, String reason, Throwable cause) {
    return failed(name, file, new SppdetException(kind, name, reason, cause));
  }

  /** The same. */
  public static ImageInput failed(String name, Path file, SppdetException error) {
    return new ImageInput(
        name,
        file,
        () -> {
          throw error;
        },
        new ImageReader());
  }

  /** The same image, whose bytes are looked at when they are read. */
  public ImageInput watchedBy(Consumer<EncodedImage> watch) {
    return new ImageInput(
        name,
        file,
        () -> {
          EncodedImage read = encoded.get();
          watch.accept(read);
          return read;
        },
        reader,
        seconds);
  }

  /**
   * Reads and decodes it.
   *
   * @throws SppdetException when that can't be done
   */
  public Image image() {
    return photo().image();
  }

  /**
   * Reads and decodes it, with what else is in the same bytes.
   *
   * @throws SppdetException when that can't be done
   */
  public Photo photo() {
    return reader.photo(encoded.get());
  }
}
