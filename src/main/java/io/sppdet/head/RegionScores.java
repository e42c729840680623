package io.sppdet.head;

import io.sppdet.geometry.BoxDelta;

/**
 * What the head says of R regions and K classes.
 *
 * @param regions R
 * @param classes K
 * @param margins {@code (R, K)} SVM margins, the class fastest
 * @param deltas {@code (R, K, 4)} box deltas dx, dy, dw, dh, the component fastest
 */
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared by nobody
public record RegionScores(int regions, int classes, float[] margins, float[] deltas) {
  public float margin(int region, int classId) {
    return margins[region * classes + classId];
  }

  public BoxDelta delta(int region, int classId) {
    int i = (region * classes + classId) * 4;
    return new BoxDelta(deltas[i], deltas[i + 1], deltas[i + 2], deltas[i + 3]);
  }
}
