package io.sppdet.pooling.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.geometry.Window;
import io.sppdet.tensor.Tensors;
import java.util.List;

/**
 * Means of the bins of windows by matrix products, which autograd follows: a bin is a stretch of
 * rows by a stretch of columns, so that its mean is the cells' times the shares of the rows, times
 * the shares of the columns.
 *
 * @param pyramid of means, by whole cells or by area
 */
public record MeanPooling(Pyramid pyramid) {
  public MeanPooling {
    if (pyramid.reduction() == Reduction.MAX) {
      throw new IllegalArgumentException("maxima are no means");
    }
  }

  /**
   * Pools windows of a map.
   *
   * @param cells {@code (height · width, C)}, row by row
   * @return {@code (R · bins, C)} in the manager of the cells, ordered as by {@link Pyramid#apply}
   */
  public NDArray apply(NDArray cells, int height, int width, List<Window> windows) {
    boolean exact = pyramid.reduction() == Reduction.AREA;
    if (exact) {
      SpatialPyramidPooling.checkInside(height, width, windows);
    } else {
      SpatialPyramidPooling.checkCells(height, width, windows);
    }
    Levels levels = new Levels(pyramid.levels());
    long channels = cells.getShape().get(1);
    NDArray rows = cells.reshape(height, width * channels);
    NDList pooled = new NDList();
    for (int l = 0; l < levels.count(); l++) {
      pooled.add(
          exact && levels.hasParent(l)
              ? merged(pooled.get(levels.parent(l)), levels.side(levels.parent(l)), levels.side(l))
              : level(rows, height, width, windows, levels.side(l)));
    }
    // a concatenation of one array loses its gradient
    NDArray all = Concatenation.of(pooled, 1);
    return all.reshape(-1, channels);
  }

  /** {@code (R, n · n, C)}. */
  private NDArray level(NDArray map, int height, int width, List<Window> windows, int n) {
    float[] down = new float[Math.multiplyExact(windows.size() * n, height)];
    float[] across = new float[Math.multiplyExact(windows.size() * n, width)];
    for (int r = 0; r < windows.size(); r++) {
      Window window = windows.get(r);
      for (int i = 0; i < n; i++) {
        share(window.y0(), window.y1(), n, i, down, (r * n + i) * height);
        share(window.x0(), window.x1(), n, i, across, (r * n + i) * width);
      }
    }
    NDManager scope = map.getManager();
    long regions = windows.size();
    long channels = map.getShape().get(1) / width;
    NDArray inRows = Tensors.own(scope.create(down, new Shape(regions * n, height))).matMul(map);
    return Tensors.own(scope.create(across, new Shape(regions, 1, n, width)))
        .matMul(inRows.reshape(regions, n, width, channels))
        .reshape(regions, (long) n * n, channels);
  }

  /** Adds up bins of one size to larger ones. */
  private static NDArray merged(NDArray finer, int from, int n) {
    long side = from / n;
    long channels = finer.getShape().get(2);
    return finer
        .reshape(finer.getShape().get(0), n, side, n, side, channels)
        .mean(new int[] {4})
        .mean(new int[] {2})
        .reshape(finer.getShape().get(0), (long) n * n, channels);
  }

  /** Writes what part of bin {@code i} of n lies in each cell. */
  private void share(double start, double end, int n, int i, float[] shares, int at) {
    double from = AreaPooling.edge(start, end, n, i);
    double to = AreaPooling.edge(start, end, n, i + 1);
    if (pyramid.reduction() == Reduction.AVERAGE) {
      int size = (int) (end - start);
      from = start + SpatialPyramidPooling.binStart(i, n, size);
      to = start + SpatialPyramidPooling.binEnd(i, n, size);
    }
    for (int cell = (int) from; cell < to; cell++) {
      double covered = Math.min(cell + 1, to) - Math.max(cell, from);
      shares[at + cell] = (float) (covered / (to - from));
    }
  }
}
