package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;

/**
 * The convolutions in a file.
 *
 * @param manager owns what is read
 */
record ConvolutionFile(NDManager manager, TensorFile tensors) {
  boolean has(LayerName name) {
    return tensors.contains(name.weight());
  }

  /** One of kernel 1 and stride 1. */
  Convolution pointwise(LayerName name, long inputs) {
    return read(name, 1, 1, inputs);
  }

  /** One over all channels of the input. */
  Convolution read(LayerName name, int kernel, int stride, long inputs) {
    return read(name, kernel, stride, inputs, 1);
  }

  /** One a channel. */
  Convolution depthwise(LayerName name, int kernel, int stride) {
    return read(name, kernel, stride, 1, (int) outputs(name));
  }

  private long outputs(LayerName name) {
    return tensors.shape(name.weight())[0];
  }

  /**
   * One of them.
   *
   * @param inputs channels that a filter goes over
   */
  private Convolution read(LayerName name, int kernel, int stride, long inputs, int groups) {
    long outputs = outputs(name);
    NDArray weight = tensors.get(manager, name.weight(), outputs, inputs, kernel, kernel);
    NDArray bias = tensors.get(manager, name.bias(), outputs);
    return new Convolution(name, channelsLast(weight), bias, kernel, stride, groups);
  }

  /** The same {@code (O, I, k, k)} tensor with channels-last strides, as the input has them. */
  private NDArray channelsLast(NDArray weight) {
    try (weight;
        NDArray moved = weight.transpose(0, 2, 3, 1);
        NDArray own = Tensors.own(manager.create(moved.toFloatArray(), moved.getShape()))) {
      return own.transpose(0, 3, 1, 2);
    }
  }
}
