package io.sppdet.train;

import ai.djl.ndarray.NDManager;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.RegionHead;
import io.sppdet.pooling.SpatialPyramidPooling;
import java.util.List;
import java.util.function.Function;

/** Pools regions of stored images with the fine-tuned conv5, as detection will. */
record RegionPooler(
    FeatureStore store,
    RegionHead head,
    SpatialPyramidPooling pyramid,
    Function<FeatureStore.Entry, RoiProjection> projection) {

  /** The pooled vectors of boxes of an unflipped image, {@code (R, bins · conv5)}. */
  float[] pooled(FeatureStore.Entry entry, List<Box> boxes) {
    try (NDManager scope = NDManager.newBaseManager()) {
      FeatureMap conv5 = head.conv5(store.map(scope, entry, false));
      RoiProjection onto = projection.apply(entry);
      List<Window> windows =
          boxes.stream().map(box -> onto.window(box, conv5.width(), conv5.height())).toList();
      return pyramid.max(conv5, windows);
    }
  }

  /** The fc7 features of boxes, {@code (R, fc7)}. */
  float[] features(FeatureStore.Entry entry, List<Box> boxes) {
    return head.features(pooled(entry, boxes));
  }
}
