package io.sppdet.geometry;

import java.util.ArrayList;
import java.util.List;

/**
 * Greedy non-maximum suppression: the best box stays, all that overlap it by more than a threshold
 * go, and so on down the list.
 *
 * @param iou boxes with a larger IoU than this to a better one are suppressed; the paper's value is
 *     0.3
 */
public record NonMaximumSuppression(double iou) {
  public NonMaximumSuppression {
    if (!(iou >= 0 && iou <= 1)) {
      throw new IllegalArgumentException("NMS threshold must lie in [0, 1]: " + iou);
    }
  }

  /**
   * Chooses the boxes that stay.
   *
   * @param boxes sorted best first
   * @return indices of the boxes that stay, in the order given
   */
  public List<Integer> keep(List<Box> boxes) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      boolean suppressed = false;
      for (int k = 0; k < kept.size() && !suppressed; k++) {
        suppressed = box.iou(boxes.get(kept.get(k))) > iou;
      }
      if (!suppressed) {
        kept.add(i);
      }
    }
    return kept;
  }
}
