package io.sppdet.pooling.roi;

import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

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
  /** Windows from which on it pays to compute the maxima of blocks first. */
  private static final int MANY = 64;

  private final Levels levels;

  /**
   * A pyramid of the given levels.
   *
   * @param levels bins a side of each level, such as 4, 2, 1
   */
  public SpatialPyramidPooling(List<Integer> levels) {
    this.levels = new Levels(levels);
  }

  /** Bins of all levels together: 21 for 4, 2, 1. */
  public int bins() {
    return levels.bins();
  }

  /**
   * The maximum of each bin. Where a level divides one before it, as 2 divides 4, a bin is exactly
   * a block of that level's bins, and its maximum is theirs; other bins are put together from
   * {@link BlockMaxima}.
   *
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] max(FeatureMap map, List<Window> windows) {
    return all(maxima(map, windows), map, windows);
  }

  /** The same for windows of the given ones, a pooling a thread. */
  Supplier<WindowPooling> maxima(FeatureMap map, List<Window> windows) {
    checkCells(map.height(), map.width(), windows);
    BlockMaxima blocks = new BlockMaxima(map, windows.size() < MANY ? 1 : largestBin(windows));
    return () -> {
      float[][] vector = new float[bins()][map.channels()];
      BinKernel kernel =
          (rowStart, rowEnd, colStart, colEnd, bin) ->
              blocks.take(rowStart, rowEnd, colStart, colEnd, vector[bin]);
      Levels.Merge merge = (finer, bin) -> BlockMaxima.takeMax(vector[finer], vector[bin]);
      return window -> {
        for (float[] bin : vector) {
          Arrays.fill(bin, Float.NEGATIVE_INFINITY);
        }
        bins(window, 0, 1, kernel, merge);
        return vector;
      };
    };
  }

  private float[] all(Supplier<WindowPooling> pooling, FeatureMap map, List<Window> windows) {
    return PooledWindows.of(pooling, windows, bins() * map.channels()).all();
  }

  /** Smaller side of the largest bin of those that are not made of finer ones. */
  private int largestBin(List<Window> windows) {
    int coarsest = Integer.MAX_VALUE;
    for (int l = 0; l < levels.count(); l++) {
      coarsest = levels.hasParent(l) ? coarsest : Math.min(coarsest, levels.side(l));
    }
    int largest = 1;
    for (Window window : windows) {
      int side = (int) Math.min(window.height(), window.width());
      largest = Math.max(largest, (side + coarsest - 1) / coarsest);
    }
    return largest;
  }

  /**
   * The mean of each bin.
   *
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] average(FeatureMap map, List<Window> windows) {
    return all(means(map, windows), map, windows);
  }

  /** The same for windows of the given ones, a pooling a thread. */
  Supplier<WindowPooling> means(FeatureMap map, List<Window> windows) {
    checkCells(map.height(), map.width(), windows);
    int channels = map.channels();
    return () -> {
      float[][] vector = new float[bins()][channels];
      BinKernel mean =
          (rowStart, rowEnd, colStart, colEnd, bin) -> {
            float[] sums = vector[bin];
            Arrays.fill(sums, 0);
            for (int y = rowStart; y < rowEnd; y++) {
              for (int x = colStart; x < colEnd; x++) {
                int in = (y * map.width() + x) * channels;
                for (int c = 0; c < channels; c++) {
                  sums[c] += map.values()[in + c];
                }
              }
            }
            float cells = (rowEnd - rowStart) * (colEnd - colStart);
            for (int c = 0; c < channels; c++) {
              sums[c] /= cells;
            }
          };
      return window -> {
        bins(window, 0, 1, mean, null);
        return vector;
      };
    };
  }

  /** The mean of each exact bin, for windows of the given ones, a pooling a thread. */
  Supplier<WindowPooling> areaMeans(FeatureMap map, List<Window> windows) {
    return new AreaPooling(levels).of(map, windows);
  }

  /**
   * The cell each maximum was taken from, the first one in a tie: the cell that receives the
   * gradient.
   *
   * @return {@code (R, bins, C)} cell numbers {@code y · width + x}, the channel fastest
   */
  public int[] argMax(FeatureMap map, List<Window> windows) {
    int channels = map.channels();
    int[] cells = new int[Math.multiplyExact(windows.size() * bins(), channels)];
    float[] best = new float[cells.length];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    Arrays.fill(cells, Integer.MAX_VALUE);
    forEachBin(
        map,
        windows,
        (rowStart, rowEnd, colStart, colEnd, out) -> {
          Arrays.fill(cells, out, out + channels, rowStart * map.width() + colStart);
          for (int y = rowStart; y < rowEnd; y++) {
            for (int x = colStart; x < colEnd; x++) {
              int cell = y * map.width() + x;
              takeArgMax(map.values(), cell, best, cells, out, channels);
            }
          }
        },
        (finer, out) -> {
          for (int c = 0; c < channels; c++) {
            float value = best[finer + c];
            int cell = cells[finer + c];
            if (value > best[out + c] || (value == best[out + c] && cell < cells[out + c])) {
              best[out + c] = value;
              cells[out + c] = cell;
            }
          }
        });
    return cells;
  }

  private static void takeArgMax(
      float[] in, int cell, float[] best, int[] cells, int to, int length) {
    int from = cell * length;
    for (int c = 0; c < length; c++) {
      if (in[from + c] > best[to + c]) {
        best[to + c] = in[from + c];
        cells[to + c] = cell;
      }
    }
  }

  /** What to do with the cells {@code [rowStart, rowEnd) × [colStart, colEnd)} of one bin. */
  interface BinKernel {
    void pool(int rowStart, int rowEnd, int colStart, int colEnd, int out);
  }

  private void forEachBin(
      FeatureMap map, List<Window> windows, BinKernel kernel, Levels.Merge merge) {
    checkCells(map.height(), map.width(), windows);
    for (int r = 0; r < windows.size(); r++) {
      bins(windows.get(r), r * bins(), map.channels(), kernel, merge);
    }
  }

  static void checkInside(int height, int width, List<Window> windows) {
    for (Window window : windows) {
      if (window.x1() > width || window.y1() > height) {
        throw new IllegalArgumentException(
            window + " reaches outside a map of " + width + "x" + height + " cells");
      }
    }
  }

  /** Checks that windows lie inside a map and consist of whole cells. */
  static void checkCells(int height, int width, List<Window> windows) {
    checkInside(height, width, windows);
    for (Window window : windows) {
      if (!window.isWhole()) {
        throw new IllegalArgumentException(window + " cuts through cells");
      }
    }
  }

  /** Calls {@code kernel} for each bin, or {@code merge}, if there is one, where finer bins do. */
  public void bins(Window window, int first, int channels, BinKernel kernel, Levels.Merge merge) {
    for (int l = 0; l < levels.count(); l++) {
      if (merge != null && levels.hasParent(l)) {
        levels.merge(
            l, (finer, bin) -> merge.merge((first + finer) * channels, (first + bin) * channels));
      } else {
        poolLevel(window, first + levels.first(l), levels.side(l), channels, kernel);
      }
    }
  }

  private static void poolLevel(Window window, int bin, int n, int channels, BinKernel kernel) {
    int top = (int) window.y0();
    int left = (int) window.x0();
    int height = (int) window.height();
    int width = (int) window.width();
    for (int row = 0; row < n; row++) {
      int rowStart = top + binStart(row, n, height);
      int rowEnd = top + binEnd(row, n, height);
      for (int col = 0; col < n; col++) {
        int colStart = left + binStart(col, n, width);
        int colEnd = left + binEnd(col, n, width);
        kernel.pool(rowStart, rowEnd, colStart, colEnd, (bin + row * n + col) * channels);
      }
    }
  }

  /** floor(i·w/n). */
  public static int binStart(int i, int n, int cells) {
    return i * cells / n;
  }

  /** ceil((i+1)·w/n). */
  public static int binEnd(int i, int n, int cells) {
    return ((i + 1) * cells + n - 1) / n;
  }
}
