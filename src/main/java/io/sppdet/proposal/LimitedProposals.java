package io.sppdet.proposal;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * At most so many proposals of another generator, taken at even steps over its order. As that order
 * is by area, all sizes stay represented.
 *
 * @param all the generator
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
    for (int i = 0; i < max; i++) {
      kept.add(boxes.get((int) ((long) i * boxes.size() / max)));
    }
    return kept;
  }
}
