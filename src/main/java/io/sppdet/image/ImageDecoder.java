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

import java.nio.BufferUnderflowException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * OpenCV's decoders: the bytes of a sound file in, upright RGB out. A runtime exception is thrown
 * where OpenCV fails.
 */
final class ImageDecoder {
  private ImageDecoder() {}

  /** Decodes a file under a name. */
  static Image decode(String name, FileStructure file) {
    return file.mayHaveAlpha() ? decodeOverWhite(name, file) : decode(name, file.bytes());
  }

  /** Decodes an opaque image; OpenCV turns it upright, as it does for all but IMREAD_UNCHANGED. */
  private static Image decode(String name, byte[] bytes) {
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, CV_8U, data);
        Mat rgb = imdecode(encoded, IMREAD_COLOR_RGB)) {
      if (rgb.empty()) {
        throw new IllegalArgumentException("OpenCV decoded nothing");
      }
      return new Image(name, rgb.cols(), rgb.rows(), pixels(rgb));
    }
  }

  /** Decodes with the alpha channel, which only IMREAD_UNCHANGED gives, and puts it over white. */
  private static Image decodeOverWhite(String name, FileStructure file) {
    byte[] bytes = file.bytes();
    boolean tiff = file.format() == ImageFormat.TIFF;
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, CV_8U, data);
        IntPointer types = new IntPointer();
        MatVector metadata = new MatVector();
        Mat decoded = imdecodeWithMetadata(encoded, types, metadata, IMREAD_UNCHANGED);
        Mat bgra = new Mat()) {
      if (decoded.channels() != 4) {
        return decode(name, bytes);
      }
      boolean wide = decoded.elemSize1() == 2;
      decoded.convertTo(bgra, CV_8U, wide ? 1.0 / 257 : 1, 0);
      if (!tiff) { // OpenCV has turned a TIFF already
        makeUpright(bgra, orientation(types, metadata));
      }
      boolean premultiplied = tiff && !wide; // OpenCV's reader of 8-bit TIFF does so
      return new Image(name, bgra.cols(), bgra.rows(), overWhite(pixels(bgra), premultiplied));
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
}
