package io.sppdet.pooling;

import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Spatial pyramid pooling of windows of a feature map (He et al. 2014, section 2.2): a level of n
 * cuts the window into n × n bins, and the maximum (or mean) of each bin and channel goes into the
 * vector. Bin i of n over w cells is {@code [floor(i·w/n), ceil((i+1)·w/n))}: bins may overlap and
 * are never empty, so a window of a single cell serves every level.
 *
 * <p>A vector holds the levels in the order named, in each level the bins row by row, and in each
 * bin the channels: {@code vector[bin · C + channel]}.
 */
public final class SpatialPyramidPooling {
  private final int[] levels;
  private final int bins;

  /**
   * A pyramid of the given levels.
   *
   * @param levels bins a side of each level, such as 4, 2, 1
   */
  public SpatialPyramidPooling(List<Integer> levels) {
    if (levels.isEmpty() || levels.stream().anyMatch(n -> n <= 0)) {
      throw new IllegalArgumentException("levels must be positive: " + levels);
    }
    this.levels = levels.stream().mapToInt(Integer::intValue).toArray();
    this.bins = Arrays.stream(this.levels).map(n -> n * n).sum();
  }

  /** Bins of all levels together: 21 for 4, 2, 1. */
  public int bins() {
    return bins;
  }

  /**
   * The maximum of each bin.
   *
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] max(FeatureMap map, List<Window> windows) {
    float[] pooled = new float[Math.multiplyExact(windows.size() * bins, map.channels())];
    forEachBin(
        map,
        windows,
        (rowStart, rowEnd, colStart, colEnd, out) -> {
          int channels = map.channels();
          Arrays.fill(pooled, out, out + channels, Float.NEGATIVE_INFINITY);
          for (int y = rowStart; y < rowEnd; y++) {
            for (int x = colStart; x < colEnd; x++) {
              takeMax(map.values(), (y * map.width() + x) * channels, pooled, out, channels);
            }
          }
        });
    return pooled;
  }

  /**
   * The mean of each bin.
   *
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] average(FeatureMap map, List<Window> windows) {
    float[] pooled = new float[Math.multiplyExact(windows.size() * bins, map.channels())];
    forEachBin(
        map,
        windows,
        (rowStart, rowEnd, colStart, colEnd, out) -> {
          int channels = map.channels();
          for (int y = rowStart; y < rowEnd; y++) {
            for (int x = colStart; x < colEnd; x++) {
              int in = (y * map.width() + x) * channels;
              for (int c = 0; c < channels; c++) {
                pooled[out + c] += map.values()[in + c];
              }
            }
          }
          float cells = (rowEnd - rowStart) * (colEnd - colStart);
          for (int c = 0; c < channels; c++) {
            pooled[out + c] /= cells;
          }
        });
    return pooled;
  }

  /**
   * The cell each maximum was taken from, the first one in a tie: the cell that receives the
   * gradient.
   *
   * @return {@code (R, bins, C)} cell numbers {@code y · width + x}, the channel fastest
   */
  public int[] argMax(FeatureMap map, List<Window> windows) {
    int channels = map.channels();
    int[] cells = new int[Math.multiplyExact(windows.size() * bins, channels)];
    float[] best = new float[channels];
    forEachBin(
        map,
        windows,
        (rowStart, rowEnd, colStart, colEnd, out) -> {
          Arrays.fill(best, Float.NEGATIVE_INFINITY);
          Arrays.fill(cells, out, out + channels, rowStart * map.width() + colStart);
          for (int y = rowStart; y < rowEnd; y++) {
            for (int x = colStart; x < colEnd; x++) {
              int cell = y * map.width() + x;
              takeArgMax(map.values(), cell, best, cells, out, channels);
            }
          }
        });
    return cells;
  }

  private static void takeMax(float[] in, int from, float[] out, int to, int length) {
    for (int c = 0; c < length; c++) {
      out[to + c] = Math.max(out[to + c], in[from + c]);
    }
  }

  private static void takeArgMax(
      float[] in, int cell, float[] best, int[] cells, int to, int length) {
    int from = cell * length;
    for (int c = 0; c < length; c++) {
      if (in[from + c] > best[c]) {
        best[c] = in[from + c];
        cells[to + c] = cell;
      }
    }
  }

  /** What to do with the cells {@code [rowStart, rowEnd) × [colStart, colEnd)} of one bin. */
  private interface BinKernel {
    void pool(int rowStart, int rowEnd, int colStart, int colEnd, int out);
  }

  private void forEachBin(FeatureMap map, List<Window> windows, BinKernel kernel) {
    int out = 0;
    for (Window window : windows) {
      if (window.xEnd() >= map.width() || window.yEnd() >= map.height()) {
        throw new IllegalArgumentException(
            window + " reaches outside a map of " + map.width() + "x" + map.height() + " cells");
      }
      for (int n : levels) {
        for (int row = 0; row < n; row++) {
          int rowStart = window.y0() + binStart(row, n, window.height());
          int rowEnd = window.y0() + binEnd(row, n, window.height());
          for (int col = 0; col < n; col++) {
            int colStart = window.x0() + binStart(col, n, window.width());
            int colEnd = window.x0() + binEnd(col, n, window.width());
            kernel.pool(rowStart, rowEnd, colStart, colEnd, out);
            out += map.channels();
          }
        }
      }
    }
  }

  /** floor(i·w/n). */
  private static int binStart(int i, int n, int cells) {
    return i * cells / n;
  }

  /** ceil((i+1)·w/n). */
  private static int binEnd(int i, int n, int cells) {
    return ((i + 1) * cells + n - 1) / n;
  }
}
