package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;

/**
 * A fully connected layer with ReLU on numbers rounded to bfloat16: inputs, weights and outputs;
 * the sums are float32.
 *
 * @param weight {@code (out, in, 1, 1)} in bfloat16, packed: the layer as a 1×1 convolution over
 *     regions
 * @param bias {@code (out)} in bfloat16
 */
record RoundedFullyConnected(FusedOperators operators, NDArray weight, NDArray bias) {
  /** Rounds a layer with whole weights, which is closed: it is twice as large. */
  static RoundedFullyConnected of(FusedOperators operators, FullyConnected layer) {
    try (NDArray weight = layer.weight();
        NDArray bias = layer.bias()) {
      Shape shape = weight.getShape();
      try (NDArray cells = weight.reshape(shape.get(0), shape.get(1), 1, 1);
          NDArray rounded = operators.bfloat16(cells)) {
        return new RoundedFullyConnected(
            operators, operators.packed(rounded, 1, 1), operators.bfloat16(bias));
      }
    }
  }

  /** Maps {@code (R, in)} to {@code (R, out)}, both float32. */
  NDArray apply(NDArray input) {
    Shape shape = input.getShape();
    NDArray regions =
        input.reshape(1, shape.get(0), 1, shape.get(1)).transpose(0, 3, 1, 2); // (1, in, R, 1)
    try (NDArray sums = operators.convolution(regions, weight, bias, 1, 0, 0, 1, Activation.RELU)) {
      return operators.float32(sums).transpose(0, 2, 3, 1).reshape(shape.get(0), -1);
    }
  }
}
