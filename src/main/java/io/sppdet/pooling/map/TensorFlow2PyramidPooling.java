package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.sppdet.pooling.roi.Concatenation;
import java.util.List;

/**
 * The pyramid pooling module of PSPNets in TensorFlow 2. Unlike {@link PyramidPoolingModule} it
 * pools by {@link SameAveragePooling}. Differentiable.
 *
 * @param levels of the pyramid, usually of 1, 2, 3 and 6 bins
 */
public record TensorFlow2PyramidPooling(List<Level> levels) {
  public TensorFlow2PyramidPooling {
    levels = List.copyOf(levels);
  }

  /**
   * SAME average pooling, 1×1 convolution, batch norm, ReLU, and bilinear interpolation with
   * aligned corners.
   *
   * @param pooling of about this number of bins
   * @param convolution with bias in TensorFlow
   * @param norm behind the convolution
   */
  public record Level(
      SameAveragePooling pooling, PointwiseConvolution convolution, BatchNormalization norm) {

    /**
     * Maps {@code (N, C, H, W)} to {@code (N, c, H, W)}.
     *
     * @throws IllegalArgumentException if the map is too small for the pooling
     */
    public NDArray apply(NDArray maps, boolean training) {
      MapShape shape = MapShape.of(maps);
      NDArray pooled = pooling.apply(maps);
      MapShape bins = MapShape.of(pooled);
      return AxisMatrix.apply(
          AxisMatrix.alignedCorners(bins.height(), shape.height()),
          AxisMatrix.alignedCorners(bins.width(), shape.width()),
          Activation.relu(norm.applyToAny(convolution.apply(pooled), training)));
    }
  }

  /**
   * Maps {@code (N, C, H, W)} to {@code (N, C + Σc, H, W)}: the maps, then the levels in order.
   *
   * @param training as in {@link BatchNormalization#applyToAny}
   */
  public NDArray apply(NDArray maps, boolean training) {
    NDList beside = new NDList(maps);
    levels.forEach(level -> beside.add(level.apply(maps, training)));
    return Concatenation.of(beside, 1);
  }
}
