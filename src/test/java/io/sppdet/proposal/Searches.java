package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.HashSet;
import java.util.List;

/** What must be true of every search. */
final class Searches {
  private Searches() {}

  /** Boxes each once, not empty, inside the image, the whole of it first; twice the same. */
  static void check(ProposalGenerator search, Image image) {
    List<Box> boxes = search.propose(image);
    assertFalse(boxes.isEmpty());
    assertEquals(new Box(0, 0, image.width(), image.height()), boxes.get(0));
    assertEquals(boxes.size(), new HashSet<>(boxes).size(), "a box is there twice");
    for (Box box : boxes) {
      assertTrue(box.area() > 0, box + " is empty");
      assertEquals(box, box.clip(image.width(), image.height()), "leaves the image");
    }
    assertEquals(boxes, search.propose(image), "the second run differs");
  }

  static void assertFound(Box object, double iou, List<Box> boxes) {
    double best = boxes.stream().mapToDouble(object::iou).max().orElse(0);
    assertTrue(best >= iou, "best IoU is " + best);
  }
}
