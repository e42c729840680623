package io.sppdet.pooling.roi;

import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;

/**
 * The conv5 map of an image at one scale.
 *
 * @param conv5 the map
 * @param projection how boxes of the image fall onto it
 */
public record ScaledMap(FeatureMap conv5, RoiProjection projection) {}
