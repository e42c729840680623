package io.sppdet.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A picture as a file of the plainest format: a line that tells the size, then R, G, B of each
 * pixel. What others than OpenCV have decoded comes to it in this form.
 */
final class Ppm {
  private final byte[] file;
  private final int width;
  private final int height;
  private final int start;
  private int at;

  Ppm(int width, int height) {
    String size = "P6 " + width + " " + height + " 255\n"; // in these digits everywhere
    byte[] head = size.getBytes(StandardCharsets.US_ASCII);
    this.width = width;
    this.height = height;
    start = head.length;
    at = start;
    file = Arrays.copyOf(head, Math.addExact(head.length, Math.multiplyExact(3 * width, height)));
  }

  /** Adds the next sample. */
  void put(long sample) {
    file[at++] = (byte) sample;
  }

  /**
   * Lays a part into its place; what reaches beyond the picture is left out.
   *
   * @param rgb R, G, B of the part's pixels
   * @param partWidth its pixels in a row
   * @param left where it begins, left of the picture where negative
   * @param top where it begins, above the picture where negative
   */
  void lay(byte[] rgb, int partWidth, int left, int top) {
    int from = Math.max(0, -left);
    int count = Math.min(partWidth, width - left) - from;
    int rows = rgb.length / (3 * partWidth);
    for (int y = Math.max(0, -top); y < Math.min(rows, height - top) && count > 0; y++) {
      int to = start + 3 * ((top + y) * width + left + from);
      System.arraycopy(rgb, 3 * (y * partWidth + from), file, to, 3 * count);
    }
  }

  byte[] file() {
    return file;
  }
}
