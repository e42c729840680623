package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_EXIF;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecodeWithMetadata;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Reads an image file as upright RGB: turned as its EXIF orientation says, transparent pixels over
 * white, 16 bits a sample rounded to 8, the first page or frame of several. What can't be read in
 * full is refused: a truncated file would give detections on pixels that were never there.
 */
public final class ImageReader {
  /** A picture of 16,384 × 16,384; larger ones don't fit the memory of a plain machine. */
  static final long MAX_PIXELS = 1L << 28;

  private static final int JPEG_START = 1 << 16;

  /**
   * Reads one image.
   *
   * @throws SppdetException if the file is missing, unreadable or truncated
   */
  public Image read(Path file) {
    FileStructure structure = structure(file, readBytes(file));
    check(file, structure);
    try {
      return structure.mayHaveAlpha()
          ? decodeOverWhite(file, structure)
          : decode(file, structure.bytes());
    } catch (RuntimeException e) { // what OpenCV throws, or nothing decoded
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE,
          file.toString(),
          "damaged, or a kind of " + structure.format() + " sppdet can't read",
          e);
    }
  }

  /**
   * The size of an image as {@link #read} would give it, without decoding a pixel: what the file
   * says, turned as its EXIF orientation says.
   *
   * @throws SppdetException if the file is missing or tells no size; one that tells its size may
   *     still be damaged
   */
  public ImageSize size(Path file) {
    FileStructure structure = structure(file, readStart(file));
    if (structure.width() <= 0 || structure.height() <= 0) {
      structure = structure(file, readBytes(file));
    }
    checkSize(file, structure);
    if (structure.width() <= 0 || structure.height() <= 0) {
      throw unreadable(file, "the " + structure.format() + " file tells no size");
    }
    int width = (int) structure.width();
    int height = (int) structure.height();
    boolean lying = structure.orientation() >= 5;
    return lying ? new ImageSize(height, width) : new ImageSize(width, height);
  }

  private static FileStructure structure(Path file, byte[] bytes) {
    if (bytes.length == 0) {
      throw unreadable(file, "the file is empty");
    }
    ImageFormat format =
        ImageFormat.of(bytes)
            .orElseThrow(
                () -> unreadable(file, "not an image sppdet can read (" + ImageFormat.NAMES + ")"));
    return new FileStructure(format, bytes);
  }

  /** Of a JPEG the start, in which its size mostly lies; of other formats the whole file. */
  private static byte[] readStart(Path file) {
    if (Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] start = in.readNBytes(JPEG_START);
        if (start.length < JPEG_START || ImageFormat.of(start).orElse(null) == ImageFormat.JPEG) {
          return start;
        }
      } catch (IOException e) {
        return readBytes(file); // which tells what is wrong
      }
    }
    return readBytes(file);
  }

  /** The file's name goes through Java, which knows more than OpenCV about its encoding. */
  private static byte[] readBytes(Path file) {
    if (Files.isDirectory(file)) {
      throw unreadable(file, "a folder, not an image");
    }
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new SppdetException(Kind.IMAGE_MISSING, file.toString(), "no such file", e);
    } catch (AccessDeniedException e) {
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE, file.toString(), "no permission to read it", e);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE, file.toString(), "can't be read: " + e.getMessage(), e);
    }
  }

  private static void check(Path file, FileStructure structure) {
    if (structure.isTruncated()) {
      throw new SppdetException(
          Kind.IMAGE_TRUNCATED,
          file.toString(),
          "the " + structure.format() + " file is truncated: it ends too early");
    }
    if (structure.isDamaged()) {
      throw unreadable(file, "the " + structure.format() + " file is damaged: wrong checksum");
    }
    checkSize(file, structure);
  }

  private static void checkSize(Path file, FileStructure structure) {
    boolean tooLong = Math.max(structure.width(), structure.height()) > MAX_PIXELS;
    if (tooLong || structure.width() * structure.height() > MAX_PIXELS) {
      throw unreadable(
          file,
          "too large: %d x %d pixels, at most %d million can be read"
              .formatted(structure.width(), structure.height(), MAX_PIXELS / 1_000_000));
    }
  }

  /** Decodes an opaque image; OpenCV turns it upright, as it does for all but IMREAD_UNCHANGED. */
  private static Image decode(Path file, byte[] bytes) {
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, CV_8U, data);
        Mat rgb = imdecode(encoded, IMREAD_COLOR_RGB)) {
      if (rgb.empty()) {
        throw new IllegalArgumentException("OpenCV decoded nothing");
      }
      return new Image(file.toString(), rgb.cols(), rgb.rows(), pixels(rgb));
    }
  }

  /** Decodes with the alpha channel, which only IMREAD_UNCHANGED gives, and puts it over white. */
  private static Image decodeOverWhite(Path file, FileStructure structure) {
    byte[] bytes = structure.bytes();
    boolean tiff = structure.format() == ImageFormat.TIFF;
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, CV_8U, data);
        IntPointer types = new IntPointer();
        MatVector metadata = new MatVector();
        Mat decoded = imdecodeWithMetadata(encoded, types, metadata, IMREAD_UNCHANGED);
        Mat bgra = new Mat()) {
      if (decoded.channels() != 4) {
        return decode(file, bytes);
      }
      boolean wide = decoded.elemSize1() == 2;
      decoded.convertTo(bgra, CV_8U, wide ? 1.0 / 257 : 1, 0);
      if (!tiff) { // OpenCV has turned a TIFF already
        makeUpright(bgra, orientation(types, metadata));
      }
      boolean premultiplied = tiff && !wide; // OpenCV's reader of 8-bit TIFF does so
      return new Image(
          file.toString(), bgra.cols(), bgra.rows(), overWhite(pixels(bgra), premultiplied));
    }
  }

  /** The EXIF orientation, 1 (upright) to 8; 1 if there is none. */
  private static int orientation(IntPointer types, MatVector metadata) {
    for (int i = 0; i < metadata.size(); i++) {
      if (types.get(i) == IMAGE_METADATA_EXIF) {
        try (Mat exif = metadata.get(i)) {
          return (int) new TiffDirectory(pixels(exif)).first(TiffDirectory.ORIENTATION, 1);
        } catch (BufferUnderflowException e) {
          return 1; // a broken EXIF block says nothing
        }
      }
    }
    return 1;
  }

  private static void makeUpright(Mat image, int orientation) {
    switch (orientation) {
      case 2 -> flip(image, image, 1);
      case 3 -> rotate(image, image, ROTATE_180);
      case 4 -> flip(image, image, 0);
      case 5 -> transpose(image, image);
      case 6 -> rotate(image, image, ROTATE_90_CLOCKWISE);
      case 7 -> {
        transpose(image, image);
        rotate(image, image, ROTATE_180);
      }
      case 8 -> rotate(image, image, ROTATE_90_COUNTERCLOCKWISE);
      default -> {} // 1, or a number that means nothing
    }
  }

  private static byte[] overWhite(byte[] bgra, boolean premultiplied) {
    byte[] rgb = new byte[bgra.length / 4 * 3];
    for (int from = 0, to = 0; from < bgra.length; from += 4) {
      int alpha = Byte.toUnsignedInt(bgra[from + 3]);
      for (int channel = 2; channel >= 0; channel--) {
        int colour = Byte.toUnsignedInt(bgra[from + channel]);
        int share = premultiplied ? colour : (colour * alpha + 127) / 255;
        rgb[to++] = (byte) Math.min(share + 255 - alpha, 255);
      }
    }
    return rgb;
  }

  private static byte[] pixels(Mat image) {
    byte[] pixels = new byte[Math.toIntExact(image.total() * image.elemSize())];
    try (BytePointer data = image.data()) {
      data.get(pixels);
    }
    return pixels;
  }

  private static SppdetException unreadable(Path file, String reason) {
    return new SppdetException(Kind.IMAGE_UNREADABLE, file.toString(), reason);
  }
}
