package io.sppdet.pooling.roi;

import io.sppdet.geometry.FeatureMap;
import java.util.stream.IntStream;

/**
 * Maxima of all square blocks of 1, 2, 4, … cells a side of a map: the maximum of any rectangle is
 * that of few such blocks, which may overlap. A sparse table (Bender and Farach-Colton 2000) in two
 * dimensions, of its squares only: bins are nearly square, and the rest would not fit the cache.
 *
 * <p>Each cell's channels are an array of their own: Java's compiler has vector instructions for
 * loops over arrays with one and the same index, but not where offsets differ, since the arrays
 * might be one.
 */
final class BlockMaxima {
  private final int height;
  private final int width;

  /** Of each size 2^k, the channels of the block whose upper left cell is {@code y · width + x}. */
  private final float[][][] planes;

  /**
   * Computes the maxima.
   *
   * @param side of the largest block that will be asked for; larger rectangles take more of them
   */
  BlockMaxima(FeatureMap map, int side) {
    this.height = map.height();
    this.width = map.width();
    this.planes = new float[floorLog2(Math.min(side, Math.min(height, width))) + 1][][];
    planes[0] = cells(map);
    for (int k = 1; k < planes.length; k++) {
      planes[k] = doubled(planes[k - 1], 1 << (k - 1));
    }
  }

  private static int floorLog2(int n) {
    return 31 - Integer.numberOfLeadingZeros(n);
  }

  private static float[][] cells(FeatureMap map) {
    float[][] cells = new float[map.height() * map.width()][map.channels()];
    for (int i = 0; i < cells.length; i++) {
      System.arraycopy(map.values(), i * map.channels(), cells[i], 0, map.channels());
    }
    return cells;
  }

  /** Maxima of blocks of twice the side, from four of the given side each. */
  private float[][] doubled(float[][] blocks, int side) {
    float[][] result = new float[blocks.length][];
    IntStream.rangeClosed(0, height - 2 * side)
        .parallel()
        .forEach(
            y -> {
              for (int x = 0; x <= width - 2 * side; x++) {
                int at = y * width + x;
                int below = at + side * width;
                float[] best = blocks[at].clone();
                takeMax(blocks[at + side], best);
                takeMax(blocks[below], best);
                takeMax(blocks[below + side], best);
                result[at] = best;
              }
            });
    return result;
  }

  /**
   * Raises {@code best} to the maxima of a rectangle, one a channel; NaN where one of its cells is.
   *
   * @param rowEnd behind the last row
   * @param colEnd behind the last column
   */
  void take(int rowStart, int rowEnd, int colStart, int colEnd, float[] best) {
    int smaller = Math.min(rowEnd - rowStart, colEnd - colStart);
    int k = Math.min(floorLog2(smaller), planes.length - 1);
    int side = 1 << k;
    float[][] plane = planes[k];
    for (int row = rowStart; row < rowEnd; row += side) {
      int y = Math.min(row, rowEnd - side); // the last block reaches back
      for (int col = colStart; col < colEnd; col += side) {
        int x = Math.min(col, colEnd - side);
        takeMax(plane[y * width + x], best);
      }
    }
  }

  /** Raises each of {@code best} to what is at its place. */
  static void takeMax(float[] values, float[] best) {
    for (int c = 0; c < best.length; c++) {
      best[c] = Math.max(best[c], values[c]);
    }
  }
}
