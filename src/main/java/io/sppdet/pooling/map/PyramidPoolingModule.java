package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.sppdet.pooling.roi.Concatenation;
import java.util.List;

/**
 * The pyramid pooling module, PPM, of PSPNet (Zhao et al. 2017, section 3.2, and its PyTorch code):
 * the means of coarse bins, brought back to the map's size, beside the map. Differentiable; works
 * on maps of any size.
 *
 * @param levels of the pyramid; PSPNet has 1, 2, 3 and 6 bins
 */
public record PyramidPoolingModule(List<Level> levels) {
  public PyramidPoolingModule {
    levels = List.copyOf(levels);
  }

  /**
   * Adaptive average pooling, 1×1 convolution, batch norm, ReLU, and bilinear interpolation with
   * aligned corners.
   *
   * @param bins a side
   * @param convolution without bias in PSPNet
   * @param norm behind the convolution
   */
  public record Level(int bins, PointwiseConvolution convolution, BatchNormalization norm) {
    public Level {
      requireBins(bins);
    }

    /** Maps {@code (N, C, H, W)} to {@code (N, c, H, W)}. */
    public NDArray apply(NDArray maps, boolean training) {
      MapShape shape = MapShape.of(maps);
      NDArray pooled =
          AxisMatrix.apply(
              AxisMatrix.adaptiveAverage(shape.height(), bins),
              AxisMatrix.adaptiveAverage(shape.width(), bins),
              maps);
      return AxisMatrix.apply(
          AxisMatrix.alignedCorners(bins, shape.height()),
          AxisMatrix.alignedCorners(bins, shape.width()),
          Activation.relu(norm.apply(convolution.apply(pooled), training)));
    }
  }

  static void requireBins(int bins) {
    if (bins <= 0) {
      throw new IllegalArgumentException("bins must be positive: " + bins);
    }
  }

  /**
   * Maps {@code (N, C, H, W)} to {@code (N, C + Σc, H, W)}: the maps, then the levels in order.
   *
   * @param training as in {@link BatchNormalization#apply}: with 1 bin it needs several maps
   */
  public NDArray apply(NDArray maps, boolean training) {
    NDList beside = new NDList(maps);
    levels.forEach(level -> beside.add(level.apply(maps, training)));
    return Concatenation.of(beside, 1);
  }
}
