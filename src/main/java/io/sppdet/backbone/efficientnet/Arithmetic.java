package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;

/** How convolutions are computed. */
interface Arithmetic {
  /** A convolution and ReLU6. */
  NDArray relu6(Convolution layer, NDArray input);

  /** A whole block. */
  NDArray block(InvertedResidual block, NDArray input);
}
