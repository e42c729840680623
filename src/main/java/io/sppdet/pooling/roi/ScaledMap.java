package io.sppdet.pooling.roi;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;

/**
 * The conv5 map of an image, or of a part of it, at one scale.
 *
 * @param conv5 the map
 * @param projection how boxes of what the map shows fall onto it
 * @param part what of the image it shows; null for all
 */
public record ScaledMap(FeatureMap conv5, RoiProjection projection, Box part) {

  /** Of the whole image. */
  public ScaledMap(FeatureMap conv5, RoiProjection projection) {
    this(conv5, projection, null);
  }

  /** The same map, of a part of another image. */
  public ScaledMap of(Box part) {
    return new ScaledMap(conv5, projection, part);
  }

  /** How far inside what it shows a box of the image lies, in pixels; negative for outside. */
  double margin(Box roi) {
    if (part == null) {
      return Double.POSITIVE_INFINITY;
    }
    double across = Math.min(roi.x1() - part.x1(), part.x2() - roi.x2());
    return Math.min(across, Math.min(roi.y1() - part.y1(), part.y2() - roi.y2()));
  }

  /** A box of the image as one of what the map shows. */
  Box inPart(Box roi) {
    return part == null ? roi : roi.shift(-part.x1(), -part.y1());
  }
}
