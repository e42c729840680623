package io.sppdet.train.detector;

import ai.djl.ndarray.NDManager;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.head.RegionHead;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import java.util.List;

/**
 * Pools regions of stored images with the fine-tuned layers, as detection will.
 *
 * @param scales short sides the images are shown at
 */
record RegionPooler(
    FeatureStore store, RegionHead head, MultiScalePooling pooling, List<Integer> scales) {

  /** The regions of an image. */
  RegionLabels regions(FeatureStore.Entry entry, List<String> classes) {
    return new RegionLabels(entry, store.proposals(entry), classes, false);
  }

  /** The pooled vectors of boxes of an unflipped image, {@code (R, bins · conv5)}. */
  float[] pooled(FeatureStore.Entry entry, List<Box> boxes) {
    return pooling.apply(scales.stream().map(scale -> conv5(entry, scale)).toList(), boxes);
  }

  private ScaledMap conv5(FeatureStore.Entry entry, int scale) {
    try (NDManager scope = Tensors.newManager()) {
      return new ScaledMap(
          head.conv5(
              store.layers().maps(store.maps(scope, entry, new FeatureStore.View(scale, false)))),
          projection(store, entry, scale));
    }
  }

  /** How boxes of an image fall onto its conv5 map at a scale. */
  static RoiProjection projection(FeatureStore store, FeatureStore.Entry entry, int scale) {
    return store
        .layers()
        .backbone()
        .descriptor()
        .projection(new ResizeRule(scale).ratio(entry.width(), entry.height()));
  }

  /** The fc7 features of boxes, {@code (R, fc7)}. */
  float[] features(FeatureStore.Entry entry, List<Box> boxes) {
    return head.features(pooled(entry, boxes));
  }
}
