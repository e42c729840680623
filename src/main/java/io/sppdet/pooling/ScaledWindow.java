package io.sppdet.pooling;

import io.sppdet.geometry.Window;

/**
 * Where a RoI is pooled from.
 *
 * @param scale index of the map
 * @param window its cells
 */
public record ScaledWindow(int scale, Window window) {}
