package io.sppdet.pooling.roi;

import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pools each RoI from the scale of the image at which its area is nearest 224², the size that the
 * network knows objects at (He et al. 2014, section 4.1). A map of a part of the image is one more
 * scale for the RoIs that lie in it.
 */
public record MultiScalePooling(Pyramid pyramid) {
  private static final double AREA = 224.0 * 224;

  /**
   * Pools each RoI.
   *
   * @param maps one a scale
   * @param rois boxes in pixels of the image
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] apply(List<ScaledMap> maps, List<Box> rois) {
    return on(maps, windows(maps, rois)).all();
  }

  /** The same, pooled when the vectors are asked for, and once where RoIs share a window. */
  public SharedVectors shared(List<ScaledMap> maps, List<Box> rois) {
    Map<ScaledWindow, Integer> rows = new LinkedHashMap<>();
    int[] rowOf = new int[rois.size()];
    for (int r = 0; r < rowOf.length; r++) {
      ScaledWindow window = window(maps, rois.get(r));
      Integer known = rows.putIfAbsent(window, rows.size());
      rowOf[r] = known == null ? rows.size() - 1 : known;
    }
    return new SharedVectors(on(maps, List.copyOf(rows.keySet())), rowOf);
  }

  private PooledWindows on(List<ScaledMap> maps, List<ScaledWindow> windows) {
    List<Supplier<WindowPooling>> poolings = new ArrayList<>();
    for (int scale = 0; scale < maps.size(); scale++) {
      int current = scale;
      poolings.add(
          pyramid.over(
              maps.get(scale).conv5(),
              windows.stream()
                  .filter(at -> at.scale() == current)
                  .map(ScaledWindow::window)
                  .toList()));
    }
    int length = pyramid.bins() * maps.get(0).conv5().channels();
    return new PooledWindows(poolings, windows, length);
  }

  /** Where each RoI is pooled from. */
  public List<ScaledWindow> windows(List<ScaledMap> maps, List<Box> rois) {
    return rois.stream().map(roi -> window(maps, roi)).toList();
  }

  private ScaledWindow window(List<ScaledMap> maps, Box roi) {
    int scale = nearest(maps, roi);
    ScaledMap map = maps.get(scale);
    return new ScaledWindow(
        scale,
        pyramid.window(
            map.projection(), map.inPart(roi), map.conv5().width(), map.conv5().height()));
  }

  /**
   * Index of the map on which the box's area is nearest 224²; of equal ones that in which it lies
   * farthest from the edges, the first of equals again.
   */
  static int nearest(List<ScaledMap> maps, Box roi) {
    int best = 0;
    double bestDistance = Double.POSITIVE_INFINITY;
    double bestMargin = 0;
    for (int i = 0; i < maps.size(); i++) {
      double ratio = maps.get(i).projection().ratio();
      double distance = Math.abs(roi.area() * ratio * ratio - AREA);
      double margin = maps.get(i).margin(roi);
      if (margin >= 0
          && (distance < bestDistance || (distance == bestDistance && margin > bestMargin))) {
        best = i;
        bestDistance = distance;
        bestMargin = margin;
      }
    }
    return best;
  }
}
