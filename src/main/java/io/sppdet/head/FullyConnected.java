package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;

/**
 * A fully connected layer with ReLU: fc6 or fc7.
 *
 * @param weight {@code (out, in)}, or {@code (out, rank)} of a {@link TruncatedSvd}
 * @param bias {@code (out)}
 * @param right {@code (rank, in)} of a {@link TruncatedSvd}; null where the weights are whole
 */
public record FullyConnected(NDArray weight, NDArray bias, NDArray right) {
  /** A layer with whole weights. */
  public FullyConnected(NDArray weight, NDArray bias) {
    this(weight, bias, null);
  }

  /**
   * Reads a layer, whole or in factors, as the file has it.
   *
   * @throws io.sppdet.error.SppdetException MODEL when a tensor is missing or mis-shaped
   */
  static FullyConnected read(NDManager manager, TensorFile file, LayerName name, int out, int in) {
    NDArray right = null;
    long inner = in;
    if (file.contains(name.right())) {
      inner = file.shape(name.right())[0];
      right = file.get(manager, name.right(), inner, in);
    }
    return new FullyConnected(
        file.get(manager, name.weight(), out, inner), file.get(manager, name.bias(), out), right);
  }

  /** The weights {@code (out, in)}, put together where they are in factors. */
  NDArray whole() {
    return right == null ? weight : weight.matMul(right);
  }

  /** Maps {@code (R, in)} to {@code (R, out)}; differentiable. */
  public NDArray apply(NDArray input) {
    NDArray x = right == null ? input : Linear.linear(input, right).singletonOrThrow();
    return Activation.relu(Linear.linear(x, weight, bias).singletonOrThrow());
  }
}
