package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;

/**
 * A fully connected layer with ReLU: fc6 or fc7.
 *
 * @param weight {@code (out, in)}
 * @param bias {@code (out)}
 */
public record FullyConnected(NDArray weight, NDArray bias) {

  /** Maps {@code (R, in)} to {@code (R, out)}. */
  public NDArray apply(NDArray input) {
    return Activation.relu(Linear.linear(input, weight, bias).singletonOrThrow());
  }
}
