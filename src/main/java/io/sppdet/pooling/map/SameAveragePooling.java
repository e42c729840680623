package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;

/**
 * The average pooling of the PSPNets in TensorFlow: pool size and stride are both {@code round(H /
 * bins)}, half to even, likewise across, with SAME padding that does not count. The rule may give
 * another number of bins than asked for: 3 of 14 cells where 2 were to come from 29.
 *
 * @param bins a side, about
 */
public record SameAveragePooling(int bins) {
  public SameAveragePooling {
    PyramidPoolingModule.requireBins(bins);
  }

  /**
   * Pool size, and stride, on an axis.
   *
   * @throws IllegalArgumentException if it is 0: fewer cells than half the bins
   */
  int size(int cells) {
    int size = (int) Math.rint((double) cells / bins);
    if (size == 0) {
      throw new IllegalArgumentException(
          "a side of %d cells can't be pooled to %d bins: a pool of round(%d / %d) = 0 cells"
              .formatted(cells, bins, cells, bins));
    }
    return size;
  }

  /**
   * Maps {@code (N, C, H, W)} to {@code (N, C, ceil(H/size), ceil(W/size))}; differentiable.
   *
   * @throws IllegalArgumentException if a side has fewer cells than half the bins, or just half
   */
  public NDArray apply(NDArray maps) {
    MapShape shape = MapShape.of(maps);
    return AxisMatrix.apply(
        AxisMatrix.sameAverage(shape.height(), size(shape.height())),
        AxisMatrix.sameAverage(shape.width(), size(shape.width())),
        maps);
  }
}
