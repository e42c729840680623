package io.sppdet.pooling.roi;

import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Means of exact bins (Jiang et al. 2018, section 3.3, precise RoI pooling, with values that are
 * the same all over a cell): a level of n cuts a window, whose edges need not be those of cells,
 * into n × n bins of one size, and a bin's value is the mean of the map over its area: each cell
 * counts by the part of it that lies inside. The vector is laid out as in {@link
 * SpatialPyramidPooling}.
 *
 * <p>Bins of one level are next to each other and don't overlap, so that where a level divides one
 * before it, as 2 divides 4, a bin's mean is that of the bins of that level in it.
 */
final class AreaPooling {
  private final Levels levels;

  AreaPooling(Levels levels) {
    this.levels = levels;
  }

  /** For windows of a map, a pooling a thread. */
  Supplier<WindowPooling> of(FeatureMap map, List<Window> windows) {
    SpatialPyramidPooling.checkInside(map.height(), map.width(), windows);
    IntegralImage image = new IntegralImage(map);
    int channels = map.channels();
    return () -> {
      float[][] vector = new float[levels.bins()][channels];
      Corners corners = new Corners(image, finest(), channels);
      return window -> {
        for (int l = 0; l < levels.count(); l++) {
          if (levels.hasParent(l)) {
            merge(l, vector);
          } else {
            corners.pool(window, levels.side(l), levels.first(l), vector);
          }
        }
        return vector;
      };
    };
  }

  private int finest() {
    int finest = 1;
    for (int l = 0; l < levels.count(); l++) {
      finest = Math.max(finest, levels.side(l));
    }
    return finest;
  }

  private void merge(int level, float[][] vector) {
    int n = levels.side(level);
    for (int bin = levels.first(level); bin < levels.first(level) + n * n; bin++) {
      Arrays.fill(vector[bin], 0);
    }
    int side = levels.side(levels.parent(level)) / n;
    float share = 1f / (side * side);
    levels.merge(level, (finer, bin) -> add(vector[finer], share, vector[bin]));
  }

  private static void add(float[] values, float share, float[] mean) {
    for (int c = 0; c < mean.length; c++) {
      mean[c] += values[c] * share;
    }
  }

  /** The integral image at the corners of two rows of bins. */
  private static final class Corners {
    private final IntegralImage image;
    private double[][] above;
    private double[][] below;

    Corners(IntegralImage image, int finest, int channels) {
      this.image = image;
      this.above = new double[finest + 1][channels];
      this.below = new double[finest + 1][channels];
    }

    void pool(Window window, int n, int first, float[][] vector) {
      double perArea = n / window.width() * (n / window.height());
      read(window, n, 0);
      for (int row = 0; row < n; row++) {
        double[][] done = above;
        above = below;
        below = done;
        read(window, n, row + 1);
        for (int col = 0; col < n; col++) {
          int bin = first + row * n + col;
          mean(above[col], above[col + 1], below[col], below[col + 1], perArea, vector[bin]);
        }
      }
    }

    /** Fills {@code below} with the corners at the upper edge of a row of bins. */
    private void read(Window window, int n, int row) {
      double y = edge(window.y0(), window.y1(), n, row);
      for (int col = 0; col <= n; col++) {
        image.read(edge(window.x0(), window.x1(), n, col), y, below[col]);
      }
    }

    private static void mean(
        double[] a, double[] b, double[] d, double[] e, double perArea, float[] bin) {
      for (int c = 0; c < bin.length; c++) {
        bin[c] = (float) ((e[c] - d[c] - (b[c] - a[c])) * perArea);
      }
    }
  }

  /** Where bin {@code i} of n begins, and the one before it ends. */
  static double edge(double start, double end, int n, int i) {
    return i == n ? end : start + (end - start) * i / n;
  }
}
