package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.head.HeadSize;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.solver.PrincipalComponents;
import java.util.List;

/**
 * A conv5 that needs no training: the first principal components of the map's cells, each with both
 * signs, since the ReLU behind keeps only one half of a value's range.
 *
 * @param weight {@code (conv5, backbone)}
 * @param bias {@code (conv5)}
 */
@SuppressWarnings("ArrayRecordComponent") // copied into tensors, compared by nobody
record FixedConv5(float[] weight, float[] bias) {
  private static final int IMAGES = 200;

  /**
   * That of the first images of a training.
   *
   * @param shortSide of these images
   * @param scale what the maps are multiplied by
   */
  static FixedConv5 of(
      NDManager manager, HeadSize size, RegionSource source, int shortSide, float scale) {
    if (size.lateral() > 0 || size.conv5() % 2 != 0) {
      throw new IllegalArgumentException("a fixed conv5 has no lateral map and an even size");
    }
    int channels = size.backbone();
    int half = size.conv5() / 2;
    float[] weight = new float[size.conv5() * channels];
    float[] bias = new float[size.conv5()];
    try (PrincipalComponents components = new PrincipalComponents(channels)) {
      FeatureStore.View view = new FeatureStore.View(shortSide, false);
      List<FeatureStore.Entry> all = source.images();
      for (FeatureStore.Entry entry : all.subList(0, Math.min(IMAGES, all.size()))) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray map = source.store().maps(scope, entry, view).get(0).mul(scale);
          components.add(map.transpose(0, 2, 3, 1).reshape(-1, channels));
        }
      }
      float[] first = components.first(half);
      float[] mean = components.mean();
      for (int k = 0; k < half; k++) {
        for (int i = 0; i < channels; i++) {
          float v = first[k * channels + i];
          weight[k * channels + i] = v;
          weight[(half + k) * channels + i] = -v;
          bias[k] -= v * mean[i];
          bias[half + k] += v * mean[i];
        }
      }
    }
    return new FixedConv5(weight, bias);
  }
}
