package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sppdet.operator.IntegerOperators;
import io.sppdet.operator.IntegerOperators.Input;

/**
 * A fully connected layer with ReLU for inference, in 8-bit integers.
 *
 * @param input what its rows hold
 * @param packed weights and bias
 */
record IntegerLayer(IntegerOperators operators, Input input, NDList packed) {

  /** Packs a layer, whose weights are closed: they would be there twice. */
  static IntegerLayer of(IntegerOperators operators, FullyConnected layer, Input input) {
    try (NDArray weight = layer.weight();
        NDArray cells = weight.reshape(weight.getShape().get(0), weight.getShape().get(1), 1, 1)) {
      return new IntegerLayer(operators, input, operators.layer(cells, layer.bias(), 1, 1, input));
    }
  }

  /** Maps {@code (R, in)} to {@code (R, out)}, both float32. */
  NDArray apply(NDArray rows) {
    return operators.rows(rows, input, packed);
  }
}
