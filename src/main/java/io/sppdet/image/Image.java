package io.sppdet.image;

import io.sppdet.natives.NativeLibraries;
import java.awt.image.BufferedImage;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An upright colour image in memory.
 *
 * @param file its name as the user gave it, for messages and results
 * @param width width in pixels
 * @param height height in pixels
 * @param rgb {@code height × width × 3} bytes, row by row, R, G, B fastest; unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
public record Image(String file, int width, int height, byte[] rgb) {
  static {
    NativeLibraries.configure(); // whoever has an image may give it to OpenCV
  }

  public Image {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("image size must be positive: " + width + "x" + height);
    }
    if (rgb.length != 3 * width * height) {
      throw new IllegalArgumentException(
          "expected " + 3 * width * height + " bytes, got " + rgb.length);
    }
  }

  /**
   * A picture in memory; what is transparent shows white, as in files.
   *
   * @param name for messages and results
   */
  public static Image of(String name, BufferedImage picture) {
    int[] pixels =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int alpha = pixels[i] >>> 24;
      for (int c = 0; c < 3; c++) {
        int colour = (pixels[i] >>> (8 * (2 - c))) & 0xFF;
        rgb[3 * i + c] = (byte) ((colour * alpha + 255 * (255 - alpha) + 127) / 255);
      }
    }
    return new Image(name, picture.getWidth(), picture.getHeight(), rgb);
  }

  /**
   * A picture of OpenCV; the pixels are copied, the matrix stays the caller's.
   *
   * @param name for messages and results
   * @param picture 8 bits a channel: one, grey, or three, B, G, R, as OpenCV reads files
   */
  public static Image of(String name, Mat picture) {
    boolean grey = picture.type() == opencv_core.CV_8UC1;
    if (!grey && picture.type() != opencv_core.CV_8UC3) {
      throw new IllegalArgumentException(
          "a picture has 8 bits a channel, one or three, not type " + picture.type());
    }
    try (Mat converted = new Mat()) {
      opencv_imgproc.cvtColor(
          picture, converted, grey ? opencv_imgproc.COLOR_GRAY2RGB : opencv_imgproc.COLOR_BGR2RGB);
      byte[] rgb = new byte[3 * picture.cols() * picture.rows()];
      converted.data().get(rgb);
      return new Image(name, picture.cols(), picture.rows(), rgb);
    }
  }

  /**
   * A copy of a part, which must lie inside.
   *
   * @param x its first column
   * @param y its first row
   */
  public Image part(int x, int y, int partWidth, int partHeight) {
    byte[] cut = new byte[3 * partWidth * partHeight];
    for (int row = 0; row < partHeight; row++) {
      int from = 3 * ((y + row) * width + x);
      System.arraycopy(rgb, from, cut, 3 * row * partWidth, 3 * partWidth);
    }
    return new Image(file, partWidth, partHeight, cut);
  }
}
