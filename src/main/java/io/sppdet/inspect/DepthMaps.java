package io.sppdet.inspect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.pooling.map.GlobalDepthPooling;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.tensor.Tensors;

/**
 * A feature map with all its channels pooled to one, to be looked at.
 *
 * @param max {@code (H, W)} the largest channel of each cell
 * @param average {@code (H, W)} the mean of its channels
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record DepthMaps(float[] max, float[] average) {
  static DepthMaps of(FeatureMap map) {
    try (NDManager scope = Tensors.newManager()) {
      NDArray batch =
          scope
              .create(map.values(), new Shape(1, map.height(), map.width(), map.channels()))
              .transpose(0, 3, 1, 2);
      return new DepthMaps(
          new GlobalDepthPooling(Reduction.MAX).apply(batch).toFloatArray(),
          new GlobalDepthPooling(Reduction.AVERAGE).apply(batch).toFloatArray());
    }
  }
}
