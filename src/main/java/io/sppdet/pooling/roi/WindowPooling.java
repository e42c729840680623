package io.sppdet.pooling.roi;

import io.sppdet.geometry.Window;

/** Pools windows of one map, one after the other; not for several threads at once. */
interface WindowPooling {
  /** The vector of a window, {@code (bins)(C)}; the next call overwrites it. */
  float[][] pool(Window window);
}
