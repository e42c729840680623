package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;

/**
 * A 1×1 convolution; differentiable.
 *
 * @param weight {@code (out, in, 1, 1)}
 * @param bias {@code (out)}; null where there is none
 */
public record PointwiseConvolution(NDArray weight, NDArray bias) {
  public PointwiseConvolution {
    Shape shape = weight.getShape();
    if (shape.dimension() != 4 || shape.get(2) != 1 || shape.get(3) != 1) {
      throw new IllegalArgumentException(
          "expected the weight of a 1x1 convolution (out, in, 1, 1), got the shape " + shape);
    }
    if (bias != null && !bias.getShape().equals(new Shape(shape.get(0)))) {
      throw new IllegalArgumentException(
          "expected a bias of " + shape.get(0) + " values, got the shape " + bias.getShape());
    }
  }

  /** Channels of what goes in. */
  public long inputs() {
    return weight.getShape().get(1);
  }

  /** Channels of what comes out. */
  public long outputs() {
    return weight.getShape().get(0);
  }

  /**
   * Maps {@code (N, in, H, W)} to {@code (N, out, H, W)}.
   *
   * @throws IllegalArgumentException if the maps have other channels
   */
  public NDArray apply(NDArray maps) {
    MapShape.of(maps, inputs());
    return Conv2d.conv2d(maps, weight, bias).singletonOrThrow();
  }
}
