package io.sppdet.pooling.roi;

import io.sppdet.geometry.FeatureMap;
import java.util.stream.IntStream;

/**
 * The sum of all that lies above and to the left of a place, for each channel of a map (Crow 1984,
 * summed-area tables): the sum over any rectangle is that of four of its places. A value is the
 * same all over its cell, so that between the cells' corners the sums are bilinear, and what is
 * read there is exact (Jiang et al. 2018, section 3.3).
 *
 * <p>Sums are doubles: they grow with the map while a bin may be a fraction of a cell. Each
 * corner's channels are an array of their own, as in {@link BlockMaxima}.
 */
final class IntegralImage {
  private final int height;
  private final int width;

  /** The sums at corner {@code y · (width + 1) + x}, one a channel. */
  private final double[][] corners;

  IntegralImage(FeatureMap map) {
    this.height = map.height();
    this.width = map.width();
    this.corners = new double[(height + 1) * (width + 1)][];
    IntStream.rangeClosed(0, height).parallel().forEach(y -> addAlong(map, y));
    IntStream.rangeClosed(1, width).parallel().forEach(this::addDown);
  }

  /** Sums of the cells above row {@code y} of corners, of that row of cells only. */
  private void addAlong(FeatureMap map, int y) {
    double[] sums = new double[map.channels()];
    corners[y * (width + 1)] = sums;
    for (int x = 1; x <= width; x++) {
      double[] next = sums.clone();
      if (y > 0) {
        int cell = ((y - 1) * width + x - 1) * next.length;
        for (int c = 0; c < next.length; c++) {
          next[c] += map.values()[cell + c];
        }
      }
      corners[y * (width + 1) + x] = next;
      sums = next;
    }
  }

  private void addDown(int x) {
    for (int y = 1; y <= height; y++) {
      double[] above = corners[(y - 1) * (width + 1) + x];
      double[] sums = corners[y * (width + 1) + x];
      for (int c = 0; c < sums.length; c++) {
        sums[c] += above[c];
      }
    }
  }

  /** Reads the sums of all channels over {@code [0, x) × [0, y)}, in cells. */
  void read(double x, double y, double[] sums) {
    int column = Math.min((int) x, width - 1);
    int row = Math.min((int) y, height - 1);
    int at = row * (width + 1) + column;
    double right = x - column;
    double below = y - row;
    double[] a = corners[at];
    double[] b = corners[at + 1];
    double[] d = corners[at + width + 1];
    double[] e = corners[at + width + 2];
    double ofA = (1 - right) * (1 - below);
    double ofB = right * (1 - below);
    double ofD = (1 - right) * below;
    double ofE = right * below;
    for (int c = 0; c < sums.length; c++) {
      sums[c] = ofA * a[c] + ofB * b[c] + (ofD * d[c] + ofE * e[c]);
    }
  }
}
