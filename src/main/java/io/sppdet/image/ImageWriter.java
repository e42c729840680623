package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.WholeFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Writes images as PNG or JPEG. A reader of the file sees the whole picture or none, and no file of
 * anybody else is replaced.
 */
public final class ImageWriter {
  /** The longest side of a JPEG that libjpeg writes. */
  public static final int MAX_JPEG_SIDE = 65_500;

  /**
   * Writes a PNG or a JPEG, as the file's extension says.
   *
   * @throws SppdetException if the extension is another one, the file can't be written, or there is
   *     one that sppdet did not write
   */
  public void write(Image image, Path file) {
    byte[] encoded = Signature.on(encode(image, extension(file)));
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failure(file, "its folder does not exist", null);
    }
    if (Files.isDirectory(target)) {
      throw failure(file, "there is a folder of this name", null);
    }
    try {
      if (Signature.isMissingOn(target)) {
        throw failure(file, "is a file that sppdet did not write, and is not replaced", null);
      }
      WholeFile.write(target, encoded);
    } catch (AccessDeniedException e) {
      throw failure(file, "no permission to write it", e);
    } catch (IOException e) {
      throw failure(file, "can't be written: " + e.getMessage(), e);
    }
  }

  /** Whether sppdet wrote this file. */
  public static boolean wrote(EncodedImage image) {
    return Signature.isIn(image.bytes());
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return ".png";
    } else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
      return ".jpg";
    }
    throw failure(file, "pictures are written as .png, .jpg or .jpeg only", null);
  }

  /** A JPEG file in memory, of a quality in [0, 100]. */
  public static byte[] jpeg(Image image, int quality) {
    return encode(image, ".jpg", IMWRITE_JPEG_QUALITY, quality);
  }

  private static byte[] encode(Image image, String extension, int... parameters) {
    try (BytePointer from = new BytePointer(image.rgb());
        Mat rgb = new Mat(image.height(), image.width(), CV_8UC3, from);
        Mat bgr = new Mat();
        BytePointer encoded = new BytePointer();
        IntPointer settings = new IntPointer(parameters)) {
      cvtColor(rgb, bgr, COLOR_RGB2BGR);
      imencode(extension, bgr, encoded, settings); // without any, a JPEG is of quality 95
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    }
  }

  private static SppdetException failure(Path file, String reason, Exception cause) {
    return new SppdetException(Kind.OUTPUT, file.toString(), reason, cause);
  }
}
