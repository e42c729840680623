package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import io.sppdet.pooling.roi.Concatenation;

/**
 * The SPP block of YOLO (Huang et al. 2020, DC-SPP-YOLO; YOLOv3-SPP), which keeps a map's size: a
 * 1×1 convolution to fewer channels, usually half; its output beside the maxima around each cell
 * over 5×5, 9×9 and 13×13 cells; and a 1×1 convolution of all four. Each convolution is followed by
 * batch norm and SiLU. Differentiable; works on maps of any size.
 *
 * @param reduce {@code C} to {@code c} channels
 * @param reduceNorm of {@code c} channels
 * @param expand {@code 4c} to any number of channels
 * @param expandNorm of as many
 */
public record SppBlock(
    PointwiseConvolution reduce,
    BatchNormalization reduceNorm,
    PointwiseConvolution expand,
    BatchNormalization expandNorm) {
  private static final int[] KERNELS = {5, 9, 13};

  public SppBlock {
    long wanted = (KERNELS.length + 1) * reduce.outputs();
    if (expand.inputs() != wanted) {
      throw new IllegalArgumentException(
          "the second convolution must take 4 · %d = %d channels, not %d"
              .formatted(reduce.outputs(), wanted, expand.inputs()));
    }
  }

  /**
   * Maps {@code (N, C, H, W)} to as many cells.
   *
   * @param training as in {@link BatchNormalization#apply}
   */
  public NDArray apply(NDArray maps, boolean training) {
    NDArray reduced = silu(reduceNorm.apply(reduce.apply(maps), training));
    NDList beside = new NDList(reduced);
    for (int k : KERNELS) {
      beside.add(
          Pool.maxPool2d(
              reduced, new Shape(k, k), new Shape(1, 1), new Shape(k / 2, k / 2), false));
    }
    return silu(expandNorm.apply(expand.apply(Concatenation.of(beside, 1)), training));
  }

  /** Without the plain number of DJL's swish, whose memory is gone before the backward pass. */
  private static NDArray silu(NDArray maps) {
    return maps.mul(Activation.sigmoid(maps));
  }
}
