package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;

/** In steps that autograd can follow. */
final class Differentiable implements Arithmetic {
  private static final float RELU6_MAX = 6;

  @Override
  public NDArray relu6(Convolution layer, NDArray input) {
    try (NDArray sums = layer.apply(input)) {
      return sums.clip(0, RELU6_MAX);
    }
  }

  @Override
  public NDArray block(InvertedResidual block, NDArray input) {
    NDArray wide = block.expand() == null ? input : relu6(block.expand(), input);
    try (NDArray filtered = relu6(block.depthwise(), wide)) {
      if (wide != input) {
        wide.close();
      }
      NDArray output = block.project().apply(filtered);
      return block.residual() ? output.addi(input) : output;
    }
  }
}
