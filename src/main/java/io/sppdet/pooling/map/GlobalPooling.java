package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.pooling.Pool;
import io.sppdet.pooling.roi.Reduction;

/**
 * Pools each channel of a map, of any size, to one number (Lin et al. 2014, Network in Network,
 * section 3.2, the average). Differentiable; the gradient of a maximum goes to its first cell.
 *
 * @param reduction maximum or mean
 */
public record GlobalPooling(Reduction reduction) {

  /** Maps {@code (N, C, H, W)} to {@code (N, C, 1, 1)}. */
  public NDArray apply(NDArray maps) {
    MapShape shape = MapShape.of(maps);
    NDArray pooled =
        switch (reduction) {
          case MAX -> Pool.globalMaxPool2d(maps);
          case AVERAGE, AREA -> Pool.globalAvgPool2d(maps);
        };
    return pooled.reshape(shape.images(), shape.channels(), 1, 1);
  }
}
