package io.sppdet.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
    return kept(suppressors(boxes));
  }

  /** The boxes that nothing suppressed. */
  public static List<Integer> kept(int[] suppressors) {
    return IntStream.range(0, suppressors.length).filter(i -> suppressors[i] < 0).boxed().toList();
  }

  /**
   * What suppressed each box: the best of the boxes that stay and overlap it too much.
   *
   * @param boxes sorted best first
   * @return an index a box; −1 where the box stays
   */
  public int[] suppressors(List<Box> boxes) {
    int[] suppressors = new int[boxes.size()];
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      suppressors[i] = suppressor(boxes, i, kept);
      if (suppressors[i] < 0) {
        kept.add(i);
      }
    }
    return suppressors;
  }

  private int suppressor(List<Box> boxes, int i, List<Integer> kept) {
    for (int better : kept) {
      if (boxes.get(i).iou(boxes.get(better)) > iou) {
        return better;
      }
    }
    return -1;
  }
}
