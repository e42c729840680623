package io.sppdet.image;

import java.util.Arrays;

/**
 * Shrinks an image: a new pixel is the mean of the area that it covers, to which old pixels belong
 * with the share of theirs that lies inside.
 *
 * <p>Along a side of {@code from} old and {@code to} new pixels an old one is {@code to} units long
 * and a new one {@code from}, so that all shares are whole numbers and the sums exact.
 */
final class AreaMean {
  private AreaMean() {}

  /** The new pixels, as {@link Image#rgb}. */
  static byte[] shrink(Image image, int width, int height) {
    Columns columns = Columns.of(image.width(), width);
    byte[] shrunk = new byte[3 * width * height];
    long[] row = new long[3 * width];
    long[] sums = new long[3 * width];
    double one = 1.0 / ((double) image.width() * image.height());
    int y = 0;
    int missing = image.height(); // units until the new row is whole
    for (int old = 0; old < image.height(); old++) {
      columns.sum(image.rgb(), 3 * old * image.width(), row);
      int share = Math.min(height, missing);
      add(row, share, sums);
      missing -= share;
      if (missing == 0) {
        for (int i = 0; i < sums.length; i++) {
          shrunk[3 * y * width + i] = (byte) (int) (sums[i] * one + 0.5);
        }
        y++;
        Arrays.fill(sums, 0);
        add(row, height - share, sums);
        missing = image.height() - (height - share);
      }
    }
    return shrunk;
  }

  private static void add(long[] row, long share, long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += share * row[i];
    }
  }

  /**
   * What new pixels cover along a row: the end of one old pixel, whole ones, the start of one.
   *
   * @param first the pixel of which it is the end
   * @param end how much of it
   * @param last the pixel of which it is the start
   * @param start how much of it; nothing where it is the first
   * @param whole how much an old pixel is
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Columns(int[] first, int[] end, int[] last, int[] start, int whole) {
    static Columns of(int from, int to) {
      Columns columns = new Columns(new int[to], new int[to], new int[to], new int[to], to);
      for (int x = 0; x < to; x++) {
        long left = (long) x * from;
        long right = left + from;
        columns.first[x] = (int) (left / to);
        columns.end[x] = (int) (to - left % to);
        columns.last[x] = (int) ((right - 1) / to);
        columns.start[x] =
            columns.last[x] > columns.first[x] ? (int) (right - (long) to * columns.last[x]) : 0;
      }
      return columns;
    }

    void sum(byte[] rgb, int at, long[] sums) {
      for (int x = 0; x < first.length; x++) {
        int p = at + 3 * first[x];
        int q = at + 3 * last[x];
        long ofFirst = end[x];
        long ofLast = start[x];
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int i = p + 3; i < q; i += 3) {
          red += rgb[i] & 0xFF;
          green += rgb[i + 1] & 0xFF;
          blue += rgb[i + 2] & 0xFF;
        }
        sums[3 * x] = red * whole + ofFirst * (rgb[p] & 0xFF) + ofLast * (rgb[q] & 0xFF);
        sums[3 * x + 1] =
            green * whole + ofFirst * (rgb[p + 1] & 0xFF) + ofLast * (rgb[q + 1] & 0xFF);
        sums[3 * x + 2] =
            blue * whole + ofFirst * (rgb[p + 2] & 0xFF) + ofLast * (rgb[q + 2] & 0xFF);
      }
    }
  }
}
