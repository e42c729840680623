package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;

/** In few passes over memory. */
record Fused(FusedOperators operators) implements Arithmetic {
  /**
   * Bytes of the expanded map that are there at a time, at most: the processor's cache holds not
   * many more.
   */
  private static final long BAND = 1 << 23;

  @Override
  public NDArray relu6(Convolution layer, NDArray input) {
    return operators.convolution(
        input, layer.weight(), layer.bias(), layer.sliding(), layer.groups(), Activation.RELU6);
  }

  @Override
  public NDArray block(InvertedResidual block, NDArray input) {
    return operators.invertedResidual(
        input,
        block.block(Convolution::arrays),
        rows(input.getShape(), block.depthwise(), Float.BYTES));
  }

  /**
   * Of a band: all of the output's, shared out evenly.
   *
   * @param bytes of a number
   */
  static int rows(Shape input, Convolution depthwise, int bytes) {
    long height = input.get(2) / depthwise.stride();
    long wide = depthwise.outputChannels() * input.get(2) * input.get(3) * bytes;
    long bands = (wide + BAND - 1) / BAND;
    return (int) ((height + bands - 1) / bands);
  }
}
