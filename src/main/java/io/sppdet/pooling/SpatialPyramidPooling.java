package io.sppdet.pooling;

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

  private final int[] levels;
  private final int bins;

  /** First bin of each level, and the level before it whose bins its own are made of, or −1. */
  private final int[] firstBin;

  private final int[] parent;

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
    this.firstBin = new int[levels.size()];
    this.parent = new int[levels.size()];
    int bin = 0;
    for (int l = 0; l < this.levels.length; l++) {
      firstBin[l] = bin;
      bin += this.levels[l] * this.levels[l];
      parent[l] = -1;
      for (int finer = 0; finer < l; finer++) {
        boolean coarsest = parent[l] < 0 || this.levels[finer] < this.levels[parent[l]];
        if (this.levels[finer] % this.levels[l] == 0 && coarsest) {
          parent[l] = finer;
        }
      }
    }
    this.bins = bin;
  }

  /** Bins of all levels together: 21 for 4, 2, 1. */
  public int bins() {
    return bins;
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
    checkInside(map.height(), map.width(), windows);
    BlockMaxima blocks = new BlockMaxima(map, windows.size() < MANY ? 1 : largestBin(windows));
    return () -> {
      float[][] vector = new float[bins][map.channels()];
      BinKernel kernel =
          (rowStart, rowEnd, colStart, colEnd, bin) ->
              blocks.take(rowStart, rowEnd, colStart, colEnd, vector[bin]);
      MergeKernel merge = (finer, bin) -> BlockMaxima.takeMax(vector[finer], vector[bin]);
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
    return PooledWindows.of(pooling, windows, bins * map.channels()).all();
  }

  /** Smaller side of the largest bin of those that are not made of finer ones. */
  private int largestBin(List<Window> windows) {
    int coarsest = Integer.MAX_VALUE;
    for (int l = 0; l < levels.length; l++) {
      coarsest = parent[l] < 0 ? Math.min(coarsest, levels[l]) : coarsest;
    }
    int largest = 1;
    for (Window window : windows) {
      int side = Math.min(window.height(), window.width());
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
    checkInside(map.height(), map.width(), windows);
    int channels = map.channels();
    return () -> {
      float[][] vector = new float[bins][channels];
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

  /**
   * The share of each cell of a map in each bin's mean: {@link #average} as one matrix product,
   * which autograd can follow.
   *
   * @return {@code (R · bins, height · width)}, the cell fastest
   */
  public float[] shares(int height, int width, List<Window> windows) {
    checkInside(height, width, windows);
    float[] shares = new float[Math.multiplyExact(windows.size() * bins, height * width)];
    BinKernel share =
        (rowStart, rowEnd, colStart, colEnd, bin) -> {
          for (int y = rowStart; y < rowEnd; y++) {
            int row = bin * height * width + y * width;
            float cells = (rowEnd - rowStart) * (colEnd - colStart);
            Arrays.fill(shares, row + colStart, row + colEnd, 1 / cells);
          }
        };
    for (int r = 0; r < windows.size(); r++) {
      bins(windows.get(r), r * bins, 1, share, null);
    }
    return shares;
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

  /** What to do with one bin, given one of the finer bins it is made of. */
  interface MergeKernel {
    void merge(int finer, int out);
  }

  private void forEachBin(
      FeatureMap map, List<Window> windows, BinKernel kernel, MergeKernel merge) {
    checkInside(map.height(), map.width(), windows);
    for (int r = 0; r < windows.size(); r++) {
      bins(windows.get(r), r * bins, map.channels(), kernel, merge);
    }
  }

  static void checkInside(int height, int width, List<Window> windows) {
    for (Window window : windows) {
      if (window.xEnd() >= width || window.yEnd() >= height) {
        throw new IllegalArgumentException(
            window + " reaches outside a map of " + width + "x" + height + " cells");
      }
    }
  }

  /** Calls {@code kernel} for each bin, or {@code merge}, if there is one, where finer bins do. */
  void bins(Window window, int first, int channels, BinKernel kernel, MergeKernel merge) {
    for (int l = 0; l < levels.length; l++) {
      if (merge != null && parent[l] >= 0) {
        mergeLevel(first, l, channels, merge);
      } else {
        poolLevel(window, first + firstBin[l], levels[l], channels, kernel);
      }
    }
  }

  private static void poolLevel(Window window, int bin, int n, int channels, BinKernel kernel) {
    for (int row = 0; row < n; row++) {
      int rowStart = window.y0() + binStart(row, n, window.height());
      int rowEnd = window.y0() + binEnd(row, n, window.height());
      for (int col = 0; col < n; col++) {
        int colStart = window.x0() + binStart(col, n, window.width());
        int colEnd = window.x0() + binEnd(col, n, window.width());
        kernel.pool(rowStart, rowEnd, colStart, colEnd, (bin + row * n + col) * channels);
      }
    }
  }

  private void mergeLevel(int bin, int level, int channels, MergeKernel merge) {
    int n = levels[level];
    int finer = levels[parent[level]];
    int side = finer / n;
    for (int row = 0; row < finer; row++) {
      for (int col = 0; col < finer; col++) {
        int from = bin + firstBin[parent[level]] + row * finer + col;
        int to = bin + firstBin[level] + row / side * n + col / side;
        merge.merge(from * channels, to * channels);
      }
    }
  }

  /** floor(i·w/n). */
  static int binStart(int i, int n, int cells) {
    return i * cells / n;
  }

  /** ceil((i+1)·w/n). */
  static int binEnd(int i, int n, int cells) {
    return ((i + 1) * cells + n - 1) / n;
  }
}
