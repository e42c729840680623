package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.sppdet.pooling.roi.Concatenation;
import java.util.List;

/**
 * PSPModule, the pyramid pooling module of the common PSPNet re-implementations in PyTorch. Unlike
 * {@link PyramidPoolingModule} its levels have neither batch norm nor ReLU, are interpolated
 * without aligned corners and come before the map; a 1×1 convolution with ReLU ends it.
 * Differentiable; works on maps of any size.
 *
 * @param levels of the pyramid, usually of 1, 2, 3 and 6 bins
 * @param bottleneck {@code Σc + C} to any number of channels
 */
public record PspModule(List<Level> levels, PointwiseConvolution bottleneck) {
  public PspModule {
    levels = List.copyOf(levels);
  }

  /**
   * Adaptive average pooling, 1×1 convolution and bilinear interpolation.
   *
   * @param bins a side
   * @param convolution usually without bias
   */
  public record Level(int bins, PointwiseConvolution convolution) {
    public Level {
      PyramidPoolingModule.requireBins(bins);
    }

    /** Maps {@code (N, C, H, W)} to {@code (N, c, H, W)}. */
    public NDArray apply(NDArray maps) {
      MapShape shape = MapShape.of(maps);
      NDArray pooled =
          AxisMatrix.apply(
              AxisMatrix.adaptiveAverage(shape.height(), bins),
              AxisMatrix.adaptiveAverage(shape.width(), bins),
              maps);
      return AxisMatrix.apply(
          AxisMatrix.alignedBorders(bins, shape.height()),
          AxisMatrix.alignedBorders(bins, shape.width()),
          convolution.apply(pooled));
    }
  }

  /** Maps {@code (N, C, H, W)} to as many cells: the levels in order, then the maps, convolved. */
  public NDArray apply(NDArray maps) {
    NDList beside = new NDList();
    levels.forEach(level -> beside.add(level.apply(maps)));
    beside.add(maps);
    return Activation.relu(bottleneck.apply(Concatenation.of(beside, 1)));
  }
}
