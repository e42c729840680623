package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.sppdet.natives.NativeLibraries;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * OpenCV's decoders: the bytes of a sound file in, upright RGB out. What the pixels mean is what
 * the file's structure says. A runtime exception is thrown where OpenCV fails.
 */
final class ImageDecoder {
  /** OpenCV would read EXIF too, and not always as we do. */
  private static final int OPAQUE = IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION;

  static {
    NativeLibraries.configure(); // it may be what a program calls first
  }

  private ImageDecoder() {}

  /**
   * Decodes a file under a name.
   *
   * @param packed the file's pixels, as they were found sound
   * @throws Flaw if they are of another size than the file says
   */
  static Image decode(String name, FileStructure file, byte[] packed) throws Flaw {
    try (BytePointer data = new BytePointer(packed);
        Mat encoded = new Mat(1, packed.length, CV_8U, data)) {
      if (file.transparent() == null && file.alpha() == Alpha.NONE) {
        return decodeOpaque(name, file, encoded);
      }
      try (Mat decoded = imdecode(encoded, IMREAD_UNCHANGED)) {
        checkSize(decoded, file);
        boolean wide = decoded.elemSize1() == 2;
        if (file.transparent() != null) {
          makeUpright(decoded, file.orientation());
          byte[] rgb = OverWhite.rgb(pixels(decoded), decoded.channels(), wide, file.transparent());
          return new Image(name, decoded.cols(), decoded.rows(), rgb);
        } else if (decoded.channels() != 4) {
          return decodeOpaque(name, file, encoded);
        }
        return blend(name, file, decoded, wide);
      }
    }
  }

  private static Image decodeOpaque(String name, FileStructure file, Mat encoded) throws Flaw {
    try (Mat rgb = imdecode(encoded, OPAQUE)) {
      checkSize(rgb, file);
      makeUpright(rgb, file.orientation());
      return new Image(name, rgb.cols(), rgb.rows(), pixels(rgb));
    }
  }

  private static Image blend(String name, FileStructure file, Mat decoded, boolean wide) {
    try (Mat bgra = new Mat()) {
      decoded.convertTo(bgra, CV_8U, wide ? 1.0 / 257 : 1, 0);
      makeUpright(bgra, file.orientation());
      boolean multiplied = file.format() == ImageFormat.TIFF && !wide; // libtiff has done so
      byte[] rgb = OverWhite.rgb(pixels(bgra), multiplied || file.alpha() == Alpha.ASSOCIATED);
      return new Image(name, bgra.cols(), bgra.rows(), rgb);
    }
  }

  private static void checkSize(Mat decoded, FileStructure file) throws Flaw {
    if (decoded.empty()) {
      throw new IllegalArgumentException("OpenCV decoded nothing");
    }
    if (decoded.cols() != file.width() || decoded.rows() != file.height()) {
      throw Flaw.damage(
          "it says %d x %d, its pixels are %d x %d"
              .formatted(file.width(), file.height(), decoded.cols(), decoded.rows()));
    }
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

  private static byte[] pixels(Mat image) {
    byte[] pixels = new byte[Math.toIntExact(image.total() * image.elemSize())];
    try (BytePointer data = image.data()) {
      data.get(pixels);
    }
    return pixels;
  }
}
