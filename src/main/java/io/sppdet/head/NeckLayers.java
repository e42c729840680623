package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.map.BatchNormalization;
import io.sppdet.pooling.map.PointwiseConvolution;
import io.sppdet.tensor.LayerName;
import java.util.Map;
import java.util.function.Function;

/**
 * The layers of one {@link Neck}.
 *
 * <p>Batch norm, where there is one, keeps its first statistics, mean 0 and variance 1, and learns
 * gamma and beta only: a step of training sees two to four images, each map on its own, too few to
 * know a channel's statistics by.
 */
interface NeckLayers {
  float EPSILON = 1e-5f;
  float MOMENTUM = 0.9f;

  /** Channels of the output. */
  int channels(int conv5);

  /** As {@link Neck#tensors}. */
  Map<String, Shape> tensors(int conv5);

  /**
   * Applies them; differentiable.
   *
   * @param map {@code (1, conv5, H, W)}
   * @param tensors gives what {@link #tensors(int)} names
   * @return {@code (1, channels, H, W)}
   */
  NDArray apply(NDArray map, Function<String, NDArray> tensors);

  static LayerName name(String layer) {
    return new LayerName("neck." + layer);
  }

  /** Shape of a 1×1 convolution's weight. */
  static Shape weight(long out, long in) {
    return new Shape(out, in, 1, 1);
  }

  /** Adds a 1×1 convolution with batch norm. */
  static void addNormed(Map<String, Shape> shapes, LayerName layer, int out, int in) {
    shapes.put(layer.weight(), weight(out, in));
    shapes.put(layer.gamma(), new Shape(out));
    shapes.put(layer.beta(), new Shape(out));
  }

  static PointwiseConvolution convolution(LayerName layer, Function<String, NDArray> tensors) {
    return new PointwiseConvolution(tensors.apply(layer.weight()), null);
  }

  static BatchNormalization norm(LayerName layer, NDArray map, Function<String, NDArray> tensors) {
    NDArray gamma = tensors.apply(layer.gamma());
    return new BatchNormalization(
        gamma,
        tensors.apply(layer.beta()),
        map.getManager().zeros(gamma.getShape(), gamma.getDataType()),
        map.getManager().ones(gamma.getShape(), gamma.getDataType()),
        EPSILON,
        MOMENTUM);
  }
}
