package io.sppdet.pooling;

import java.util.stream.IntStream;

/**
 * Maxima of all square blocks of 1, 2, 4, … cells a side of a map: the maximum of any rectangle is
 * that of few such blocks, which may overlap. A sparse table (Bender and Farach-Colton 2000) in two
 * dimensions, of its squares only: bins are nearly square, and the rest would not fit the cache.
 *
 * <p>Works on integers, whose maximum is one instruction.
 */
final class BlockMaxima {
  private final int height;
  private final int width;
  private final int channels;

  /** Of each size 2^k, at the block's upper left cell, as the map is laid out. */
  private final int[][] planes;

  /**
   * Computes the maxima.
   *
   * @param cells {@code (height, width, channels)}, the channel fastest
   * @param side of the largest block that will be asked for; larger rectangles take more of them
   */
  BlockMaxima(int[] cells, int height, int width, int channels, int side) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.planes = new int[floorLog2(Math.min(side, Math.min(height, width))) + 1][];
    planes[0] = cells;
    for (int k = 1; k < planes.length; k++) {
      planes[k] = doubled(planes[k - 1], 1 << (k - 1));
    }
  }

  private static int floorLog2(int n) {
    return 31 - Integer.numberOfLeadingZeros(n);
  }

  /** Maxima of blocks of twice the side, from four of the given side each. */
  private int[] doubled(int[] blocks, int side) {
    int[] result = new int[blocks.length];
    int right = side * channels;
    int below = side * width * channels;
    int length = (width - 2 * side + 1) * channels;
    IntStream.rangeClosed(0, height - 2 * side)
        .parallel()
        .forEach(
            y -> {
              int at = y * width * channels;
              for (int i = at; i < at + length; i++) {
                int upper = Math.max(blocks[i], blocks[i + right]);
                int lower = Math.max(blocks[i + below], blocks[i + below + right]);
                result[i] = Math.max(upper, lower);
              }
            });
    return result;
  }

  /**
   * Raises {@code best}, from {@code to} on, to the maxima of a rectangle, one a channel.
   *
   * @param rowEnd behind the last row
   * @param colEnd behind the last column
   */
  void take(int rowStart, int rowEnd, int colStart, int colEnd, int[] best, int to) {
    int smaller = Math.min(rowEnd - rowStart, colEnd - colStart);
    int k = Math.min(floorLog2(smaller), planes.length - 1);
    int side = 1 << k;
    int[] plane = planes[k];
    for (int row = rowStart; row < rowEnd; row += side) {
      int y = Math.min(row, rowEnd - side); // the last block reaches back
      for (int col = colStart; col < colEnd; col += side) {
        int x = Math.min(col, colEnd - side);
        takeMax(plane, (y * width + x) * channels, best, to, channels);
      }
    }
  }

  static void takeMax(int[] in, int from, int[] out, int to, int length) {
    for (int c = 0; c < length; c++) {
      out[to + c] = Math.max(out[to + c], in[from + c]);
    }
  }
}
