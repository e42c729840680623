package io.sppdet.pooling.roi;

import io.sppdet.geometry.Window;
import java.util.List;

/**
 * The backward pass of {@link SpatialPyramidPooling} on maps of one size: what a loss changes with
 * each cell, given what it changes with each pooled value (Girshick 2015, section 2.3, equation 4).
 * A cell that serves several bins or regions gathers from all.
 *
 * @param pyramid of the forward pass
 * @param height cells down
 * @param width cells across
 * @param channels values a cell
 */
public record SpatialPyramidGradient(
    SpatialPyramidPooling pyramid, int height, int width, int channels) {
  public SpatialPyramidGradient {
    if (height <= 0 || width <= 0 || channels <= 0) {
      throw new IllegalArgumentException(
          "map size must be positive: " + height + "x" + width + "x" + channels);
    }
  }

  /**
   * Through {@link SpatialPyramidPooling#max}: a pooled value's gradient goes to the cell the value
   * came from.
   *
   * @param argMax {@code (R, bins, C)} of {@link SpatialPyramidPooling#argMax}
   * @param pooled gradient of the pooled values, {@code (R, bins, C)}
   * @return gradient of the map, {@code (H, W, C)}, the channel fastest
   */
  public float[] ofMax(int[] argMax, float[] pooled) {
    if (argMax.length != pooled.length || pooled.length % (pyramid.bins() * channels) != 0) {
      throw new IllegalArgumentException(
          "expected as many cells as gradients, a multiple of %d · %d, got %d and %d"
              .formatted(pyramid.bins(), channels, argMax.length, pooled.length));
    }
    float[] map = zeros();
    for (int i = 0; i < pooled.length; i++) {
      map[argMax[i] * channels + i % channels] += pooled[i];
    }
    return map;
  }

  /**
   * Through {@link SpatialPyramidPooling#average}: a pooled value's gradient is shared by the cells
   * of its bin.
   *
   * @param windows of the forward pass
   * @param pooled gradient of the pooled values, {@code (R, bins, C)}
   * @return gradient of the map, {@code (H, W, C)}, the channel fastest
   */
  public float[] ofAverage(List<Window> windows, float[] pooled) {
    int expected = Math.multiplyExact(windows.size() * pyramid.bins(), channels);
    if (pooled.length != expected) {
      throw new IllegalArgumentException(
          "expected %d · %d · %d gradients, got %d"
              .formatted(windows.size(), pyramid.bins(), channels, pooled.length));
    }
    SpatialPyramidPooling.checkCells(height, width, windows);
    float[] map = zeros();
    SpatialPyramidPooling.BinKernel share =
        (rowStart, rowEnd, colStart, colEnd, from) -> {
          float cells = (rowEnd - rowStart) * (colEnd - colStart);
          for (int y = rowStart; y < rowEnd; y++) {
            for (int x = colStart; x < colEnd; x++) {
              int to = (y * width + x) * channels;
              for (int c = 0; c < channels; c++) {
                map[to + c] += pooled[from + c] / cells;
              }
            }
          }
        };
    for (int r = 0; r < windows.size(); r++) {
      pyramid.bins(windows.get(r), r * pyramid.bins(), channels, share, null);
    }
    return map;
  }

  private float[] zeros() {
    return new float[Math.multiplyExact(height * width, channels)];
  }
}
