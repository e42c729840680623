package io.sppdet.pooling.roi;

import io.sppdet.geometry.Window;

/**
 * Where a RoI is pooled from.
 *
 * @param scale index of the map
 * @param window its part of the map
 */
public record ScaledWindow(int scale, Window window) {}
