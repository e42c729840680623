package io.sppdet.head;

import io.sppdet.geometry.BoxDelta;
import io.sppdet.tensor.Overflow;

/**
 * What the head says of R regions and K classes.
 *
 * @param regions R
 * @param classes K
 * @param margins {@code (R, K)}, of the SVMs or log-odds of the softmax, the class fastest
 * @param deltas {@code (R, K, 4)} box deltas dx, dy, dw, dh, the component fastest
 */
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared by nobody
public record RegionScores(int regions, int classes, float[] margins, float[] deltas) {
  public RegionScores {
    Overflow.refuse(margins);
    Overflow.refuse(deltas);
  }

  public float margin(int region, int classId) {
    return margins[region * classes + classId];
  }

  public BoxDelta delta(int region, int classId) {
    int i = (region * classes + classId) * 4;
    return new BoxDelta(deltas[i], deltas[i + 1], deltas[i + 2], deltas[i + 3]);
  }

  /**
   * The same with something added to the margins of each class.
   *
   * @param more {@code (K)}
   */
  public RegionScores plus(float[] more) {
    float[] sums = margins.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i % classes];
    }
    return new RegionScores(regions, classes, sums, deltas);
  }

  /**
   * The scores of regions of which some are the same.
   *
   * @param rowOf for each of them its number among these
   */
  public RegionScores of(int[] rowOf) {
    float[] margin = new float[rowOf.length * classes];
    float[] delta = new float[rowOf.length * classes * 4];
    for (int r = 0; r < rowOf.length; r++) {
      System.arraycopy(margins, rowOf[r] * classes, margin, r * classes, classes);
      System.arraycopy(deltas, rowOf[r] * classes * 4, delta, r * classes * 4, classes * 4);
    }
    return new RegionScores(rowOf.length, classes, margin, delta);
  }
}
