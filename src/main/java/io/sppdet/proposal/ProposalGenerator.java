package io.sppdet.proposal;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.List;

/** Finds the boxes of an image that may hold an object of any class. */
public interface ProposalGenerator {
  /**
   * Proposes boxes. The same image gives the same list, in this and in any other run.
   *
   * @return boxes inside the image with a positive area, each once, the whole image always first
   */
  List<Box> propose(Image image);
}
