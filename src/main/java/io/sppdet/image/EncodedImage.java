package io.sppdet.image;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * An image file in memory, not decoded.
 *
 * @param name as the user knows it, for messages and results
 * @param bytes the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
public record EncodedImage(String name, byte[] bytes) {

  /**
   * Reads a file. Its name goes through Java, which knows more than OpenCV about its encoding. What
   * is neither file nor folder is never opened: a pipe that nobody writes to would block for ever.
   *
   * @throws SppdetException if it is missing, no file, not readable or too large
   */
  public static EncodedImage read(Path file, ImageLimits limits) {
    try {
      checkIsFile(file);
      long size = Files.size(file);
      if (size > limits.bytes()) {
        throw tooLarge(file.toString(), limits);
      }
      return new EncodedImage(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw fault(
          Kind.IMAGE_MISSING,
          file,
          Files.isSymbolicLink(file) ? "a link to a file that is not there" : FileFault.reason(e),
          e);
    } catch (IOException e) {
      throw fault(Kind.IMAGE_UNREADABLE, file, FileFault.reason(e), e);
    }
  }

  /**
   * Reads a stream to its end.
   *
   * @throws SppdetException if it is too large
   */
  public static EncodedImage read(String name, InputStream in, ImageLimits limits)
      throws IOException {
    byte[] bytes = in.readNBytes((int) limits.bytes() + 1);
    if (bytes.length > limits.bytes()) {
      throw tooLarge(name, limits);
    }
    return new EncodedImage(name, bytes);
  }

  private static void checkIsFile(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw fault(Kind.IMAGE_UNREADABLE, file, "a folder, not an image", null);
    }
    if (!attributes.isRegularFile()) {
      throw fault(Kind.IMAGE_UNREADABLE, file, "a pipe, socket or device, not a file", null);
    }
  }

  /**
   * The same TIFF file, beginning with another of its pages.
   *
   * @param name of the page
   * @param directory where the page's directory lies, as {@link TiffPages} tells
   */
  public EncodedImage page(String name, long directory) {
    byte[] page = bytes.clone();
    ByteBuffer header = ByteBuffer.wrap(page);
    header.order(page[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    header.putInt(4, (int) directory);
    return new EncodedImage(name, page);
  }

  /** The error of a file of more bytes than are read. */
  public static SppdetException tooLarge(String name, ImageLimits limits) {
    return new SppdetException(
        Kind.IMAGE_UNREADABLE,
        name,
        String.format(Locale.ROOT, "too large a file: at most %,d bytes are read", limits.bytes()));
  }

  private static SppdetException fault(Kind kind, Path file, String reason, IOException cause) {
    return new SppdetException(kind, file.toString(), reason, cause);
  }
}
