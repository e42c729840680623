package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import io.sppdet.pooling.roi.Reduction;

/**
 * Pools all channels of each cell to one, as the spatial attention of Woo et al. 2018 (CBAM,
 * section 3) does. Differentiable; the gradient of a maximum goes to its first channel.
 *
 * @param reduction maximum or mean
 */
public record GlobalDepthPooling(Reduction reduction) {
  private static final int[] CHANNELS = {1};

  /** Maps {@code (N, C, H, W)} to {@code (N, 1, H, W)}. */
  public NDArray apply(NDArray maps) {
    MapShape.of(maps);
    return switch (reduction) {
      case MAX -> maps.max(CHANNELS, true);
      case AVERAGE, AREA -> maps.mean(CHANNELS, true);
    };
  }
}
