package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.sppdet.geometry.FeatureMap;

/**
 * The last convolution: 1×1 with ReLU, from the backbone's channels to few enough that a pyramid of
 * them can be pooled and classified.
 *
 * @param weight {@code (conv5, C)}
 * @param bias {@code (conv5)}
 */
public record Conv5(NDArray weight, NDArray bias) {

  /**
   * Applies the layer to every cell.
   *
   * @param map {@code (1, C, H, W)} of the backbone
   * @return {@code (H · W, conv5)}, in the manager of {@code map}
   */
  public NDArray cells(NDArray map) {
    Shape shape = map.getShape();
    NDArray cells = map.transpose(0, 2, 3, 1).reshape(shape.get(2) * shape.get(3), shape.get(1));
    return Activation.relu(Linear.linear(cells, weight, bias).singletonOrThrow());
  }

  /** The same as a map in Java memory. */
  public FeatureMap apply(NDArray map) {
    Shape shape = map.getShape();
    return new FeatureMap(
        (int) shape.get(2),
        (int) shape.get(3),
        (int) weight.getShape().get(0),
        cells(map).toFloatArray());
  }
}
