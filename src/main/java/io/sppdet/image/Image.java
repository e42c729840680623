package io.sppdet.image;

import io.sppdet.natives.NativeLibraries;

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
