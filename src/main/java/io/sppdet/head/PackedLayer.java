package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.Precision;
import io.sppdet.operator.Sliding;

/**
 * A fully connected layer for inference, as a 1×1 convolution of oneDNN over regions: its sums have
 * one order, whereas a matrix product's are split as the number of threads suggests. In bfloat16
 * inputs, weights and outputs are rounded; the sums are float32.
 *
 * @param operators null where there is no oneDNN, and the layer is a matrix product
 * @param weight {@code (out, in, 1, 1)}, packed; without oneDNN {@code (out, in)}
 * @param bias {@code (out)}
 * @param activation what is done to the sums
 */
record PackedLayer(FusedOperators operators, NDArray weight, NDArray bias, Activation activation) {

  /** Packs a layer, whose arrays are closed: it would be there twice. */
  static PackedLayer of(
      FusedOperators operators,
      NDArray weight,
      NDArray bias,
      Activation activation,
      Precision precision) {
    if (operators == null) {
      return new PackedLayer(null, weight, bias, activation);
    }
    Shape shape = weight.getShape();
    try (NDArray cells = weight.reshape(shape.get(0), shape.get(1), 1, 1)) {
      if (precision == Precision.FLOAT32) {
        return new PackedLayer(operators, operators.packed(cells, 1, 1), bias, activation);
      }
      try (bias;
          NDArray rounded = operators.bfloat16(cells)) {
        return new PackedLayer(
            operators, operators.packed(rounded, 1, 1), operators.bfloat16(bias), activation);
      }
    } finally {
      weight.close();
    }
  }

  /** Maps {@code (R, in)} to {@code (R, out)}, both float32. */
  NDArray apply(NDArray input) {
    if (operators == null) {
      NDArray sums = Linear.linear(input, weight, bias).singletonOrThrow();
      return activation == Activation.RELU ? sums.maximum(0) : sums;
    }
    Shape shape = input.getShape();
    NDArray regions =
        input.reshape(1, shape.get(0), 1, shape.get(1)).transpose(0, 3, 1, 2); // (1, in, R, 1)
    try (NDArray sums =
        operators.convolution(regions, weight, bias, Sliding.EACH_CELL, 1, activation)) {
      return operators.float32(sums).transpose(0, 2, 3, 1).reshape(shape.get(0), -1);
    }
  }
}
