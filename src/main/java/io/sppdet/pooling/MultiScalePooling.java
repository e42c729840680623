package io.sppdet.pooling;

import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * Pools each RoI from the scale of the image at which its area is nearest 224², the size that the
 * network knows objects at (He et al. 2014, section 4.1).
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
    List<ScaledWindow> windows = windows(maps, rois);
    if (maps.size() == 1) {
      return apply(maps.get(0), windows);
    }
    int length = pyramid.bins() * maps.get(0).conv5().channels();
    float[] pooled = new float[Math.multiplyExact(rois.size(), length)];
    for (int scale = 0; scale < maps.size(); scale++) {
      List<Integer> rows = new ArrayList<>();
      for (int r = 0; r < rois.size(); r++) {
        if (windows.get(r).scale() == scale) {
          rows.add(r);
        }
      }
      float[] part = apply(maps.get(scale), rows.stream().map(windows::get).toList());
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(part, i * length, pooled, rows.get(i) * length, length);
      }
    }
    return pooled;
  }

  private float[] apply(ScaledMap map, List<ScaledWindow> windows) {
    return pyramid.apply(map.conv5(), windows.stream().map(ScaledWindow::window).toList());
  }

  /** Where each RoI is pooled from. */
  public List<ScaledWindow> windows(List<ScaledMap> maps, List<Box> rois) {
    return rois.stream().map(roi -> window(maps, roi)).toList();
  }

  private static ScaledWindow window(List<ScaledMap> maps, Box roi) {
    int scale = nearest(maps, roi);
    ScaledMap map = maps.get(scale);
    return new ScaledWindow(
        scale, map.projection().window(roi, map.conv5().width(), map.conv5().height()));
  }

  /** Index of the scale at which the box's area is nearest 224², the first of equals. */
  static int nearest(List<ScaledMap> maps, Box roi) {
    int best = 0;
    double bestDistance = Double.POSITIVE_INFINITY;
    for (int i = 0; i < maps.size(); i++) {
      double ratio = maps.get(i).projection().ratio();
      double distance = Math.abs(roi.area() * ratio * ratio - AREA);
      if (distance < bestDistance) {
        best = i;
        bestDistance = distance;
      }
    }
    return best;
  }
}
