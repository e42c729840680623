package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.sppdet.pooling.roi.Concatenation;
import java.util.List;

/**
 * The pyramid pooling module of PSPNets in TensorFlow 1. It pools by {@link SameAveragePooling} and
 * brings each level to pooled size × stride, which is the map's size only where the strides divide
 * it: a side of 29 with 2 bins becomes 3 · 14 = 42. Differentiable.
 *
 * @param levels of the pyramid, usually of 1, 2, 3 and 6 bins
 */
public record TensorFlow1PyramidPooling(List<Level> levels) {
  public TensorFlow1PyramidPooling {
    levels = List.copyOf(levels);
  }

  /**
   * SAME average pooling, 1×1 convolution with ReLU, batch norm, ReLU, and TensorFlow 1's bilinear
   * interpolation, which aligns the first cells only.
   *
   * @param pooling of about this number of bins
   * @param convolution with bias in TensorFlow
   * @param norm behind the first ReLU; without gamma in TensorFlow
   */
  public record Level(
      SameAveragePooling pooling, PointwiseConvolution convolution, BatchNormalization norm) {

    /**
     * Maps {@code (N, C, H, W)} to {@code (N, c, H', W')}, sides of pooled size × stride.
     *
     * @throws IllegalArgumentException if the map is too small for the pooling
     */
    public NDArray apply(NDArray maps, boolean training) {
      MapShape shape = MapShape.of(maps);
      NDArray pooled = pooling.apply(maps);
      MapShape bins = MapShape.of(pooled);
      NDArray convolved = Activation.relu(convolution.apply(pooled));
      return AxisMatrix.apply(
          AxisMatrix.legacyCorners(bins.height(), bins.height() * pooling.size(shape.height())),
          AxisMatrix.legacyCorners(bins.width(), bins.width() * pooling.size(shape.width())),
          Activation.relu(norm.applyToAny(convolved, training)));
    }
  }

  /**
   * Maps {@code (N, C, H, W)} to {@code (N, C + Σc, H, W)}: the maps, then the levels in order.
   *
   * @param training as in {@link BatchNormalization#applyToAny}
   * @throws IllegalArgumentException if a level has another size than the maps, or they are too
   *     small
   */
  public NDArray apply(NDArray maps, boolean training) {
    MapShape shape = MapShape.of(maps);
    NDList beside = new NDList(maps);
    for (Level level : levels) {
      NDArray output = level.apply(maps, training);
      MapShape size = MapShape.of(output);
      if (size.height() != shape.height() || size.width() != shape.width()) {
        throw new IllegalArgumentException(
            "a map of %s cells gives a level of %s cells for %d bins, which can't stand beside it"
                .formatted(shape.cells(), size.cells(), level.pooling().bins()));
      }
      beside.add(output);
    }
    return Concatenation.of(beside, 1);
  }
}
