package io.sppdet.train.detector;

import io.sppdet.geometry.Box;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.train.run.FeatureStore;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lets fc6 take vectors of another pooling than the one it was trained on, with the same bins: from
 * regions pooled in both ways follows, for each number of the vector, the line that guesses the old
 * one from the new one with the least squared error. Its slope goes into the weights and its offset
 * into the bias, so that fc6 starts with about the same sums.
 */
final class PoolingChange {
  private static final int IMAGES = 24;
  private static final int REGIONS_AN_IMAGE = 96;

  /** Of the old value's variance, added to the new one's: no slope is over 50. */
  private static final double RIDGE = 1e-4;

  private final double[] oldSums;
  private final double[] oldSquares;
  private final double[] newSums;
  private final double[] newSquares;
  private final double[] products;
  private int regions;

  PoolingChange(int length) {
    oldSums = new double[length];
    oldSquares = new double[length];
    newSums = new double[length];
    newSquares = new double[length];
    products = new double[length];
  }

  /**
   * Compares the poolings on some regions of some images.
   *
   * @param before pools as fc6 knows it
   * @param after pools as it shall be, with the same layers
   */
  static PoolingChange measure(
      RegionPooler before,
      RegionPooler after,
      List<FeatureStore.Entry> images,
      List<String> classes) {
    PoolingChange change = new PoolingChange(before.head().size().pooled());
    for (FeatureStore.Entry image : images.subList(0, Math.min(IMAGES, images.size()))) {
      List<Box> all = before.regions(image, classes).boxes();
      int count = Math.min(REGIONS_AN_IMAGE, all.size());
      List<Box> boxes =
          IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).toList();
      change.add(before.pooled(image, boxes), after.pooled(image, boxes));
    }
    return change;
  }

  /** Adds regions pooled in both ways, {@code (R, length)} each. */
  void add(float[] before, float[] after) {
    int length = oldSums.length;
    for (int i = 0; i < before.length; i++) {
      oldSums[i % length] += before[i];
      oldSquares[i % length] += (double) before[i] * before[i];
      newSums[i % length] += after[i];
      newSquares[i % length] += (double) after[i] * after[i];
      products[i % length] += (double) before[i] * after[i];
    }
    regions += before.length / length;
  }

  /** Regions compared. */
  int regions() {
    return regions;
  }

  /** How many of the old value's units one of the new value's is worth. */
  double slope(int i) {
    double variance = newSquares[i] - newSums[i] * newSums[i] / regions;
    double oldVariance = oldSquares[i] - oldSums[i] * oldSums[i] / regions;
    double covariance = products[i] - newSums[i] * oldSums[i] / regions;
    boolean varies = variance > 1e-9 * newSquares[i];
    return varies ? Math.max(0, covariance / (variance + RIDGE * oldVariance)) : 1;
  }

  /** The old value where the new one is 0. */
  double offset(int i) {
    return (oldSums[i] - slope(i) * newSums[i]) / regions;
  }

  /** Changes fc6 so that it takes vectors of the new pooling. */
  void adapt(HeadWeights head) {
    if (regions == 0) {
      return;
    }
    float[] weight = head.get(HeadLayout.FC6.weight());
    float[] bias = head.get(HeadLayout.FC6.bias());
    int length = oldSums.length;
    for (int i = 0; i < length; i++) {
      double slope = slope(i);
      double offset = offset(i);
      for (int output = 0; output < bias.length; output++) {
        int at = output * length + i;
        bias[output] += (float) (weight[at] * offset);
        weight[at] *= (float) slope;
      }
    }
    head.set(HeadLayout.FC6.weight(), weight);
    head.set(HeadLayout.FC6.bias(), bias);
  }
}
