package io.sppdet.proposal;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * At most a given number of proposals of another generator, taken over its order, largest first:
 * closely among the large boxes, ever more widely towards the small ones, the first and the last
 * always.
 *
 * <p>Recall at IoU 0.5 and 0.7 of 601 objects on 250 photos of VOC 2007, 200 and 400 of the about
 * 900 boxes of a search at 300 pixels kept: the largest 0.61 and 0.49, 0.75 and 0.60; even steps
 * 0.79 and 0.48, 0.85 and 0.61; this rule 0.81 and 0.52, 0.87 and 0.62. Dropping near-duplicates
 * first gains 0.02 at IoU 0.5 and loses as much at 0.7, and takes 10 ms and more.
 *
 * @param all the generator, whose order is by area
 * @param max the largest number of boxes, at least 1
 */
public record LimitedProposals(ProposalGenerator all, int max) implements ProposalGenerator {
  public LimitedProposals {
    if (max < 1) {
      throw new IllegalArgumentException("the number of proposals must be positive: " + max);
    }
  }

  @Override
  public List<Box> propose(Image image) {
    List<Box> boxes = all.propose(image);
    if (boxes.size() <= max) {
      return boxes;
    }
    List<Box> kept = new ArrayList<>(max);
    kept.add(boxes.get(0));
    int dropped = boxes.size() - max;
    for (int i = 1; i < max; i++) {
      double t = (double) i / (max - 1);
      kept.add(boxes.get(i + (int) (dropped * t * Math.sqrt(t)))); // t^1.5, the same on any machine
    }
    return kept;
  }
}
