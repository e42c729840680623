package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class NonMaximumSuppressionTest {
  @Provide
  Arbitrary<List<Box>> lists() {
    return Boxes.onGrid(10).list().ofMaxSize(30);
  }

  @Test
  void keepsTheBestOfEachHeap() {
    List<Box> boxes =
        List.of(
            new Box(0, 0, 10, 10),
            new Box(1, 0, 11, 10), // IoU 9/11 with the first
            new Box(20, 0, 30, 10),
            new Box(2, 0, 12, 10), // 8/12 with the first
            new Box(7, 0, 17, 10)); // 3/17 with the first
    assertEquals(List.of(0, 2, 4), new NonMaximumSuppression(0.3).keep(boxes));
    assertEquals(List.of(0, 2, 3, 4), new NonMaximumSuppression(0.7).keep(boxes));
  }

  @Test
  void aBoxAtTheThresholdStays() {
    List<Box> boxes = List.of(new Box(0, 0, 2, 1), new Box(0, 0, 1, 1)); // IoU 0.5
    assertEquals(List.of(0, 1), new NonMaximumSuppression(0.5).keep(boxes));
  }

  @Property
  void keptBoxesAreApartAndDroppedOnesOverlapABetterOne(
      @ForAll("lists") List<Box> boxes, @ForAll @DoubleRange(min = 0, max = 1) double iou) {
    List<Integer> kept = new NonMaximumSuppression(iou).keep(boxes);
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      int index = i;
      boolean overlapsBetter =
          kept.stream().anyMatch(k -> k < index && boxes.get(k).iou(box) > iou);
      assertEquals(!kept.contains(i), overlapsBetter, () -> "box " + index + " of " + boxes);
    }
    assertEquals(kept.stream().sorted().distinct().toList(), kept, "in the order given");
    assertTrue(boxes.isEmpty() || kept.get(0) == 0, "the best box always stays");
  }

  @Property
  void theSuppressorIsTheBestBoxThatStaysAndOverlaps(
      @ForAll("lists") List<Box> boxes, @ForAll @DoubleRange(min = 0, max = 1) double iou) {
    NonMaximumSuppression nms = new NonMaximumSuppression(iou);
    int[] suppressors = nms.suppressors(boxes);
    List<Integer> kept = nms.keep(boxes);
    assertEquals(boxes.size(), suppressors.length);
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      int expected =
          kept.contains(i)
              ? -1
              : kept.stream().filter(k -> boxes.get(k).iou(box) > iou).findFirst().orElseThrow();
      assertEquals(expected, suppressors[i], "box " + i + " of " + boxes);
    }
  }

  @Property
  void keepingAgainChangesNothing(@ForAll("lists") List<Box> boxes) {
    NonMaximumSuppression nms = new NonMaximumSuppression(0.3);
    List<Box> kept = nms.keep(boxes).stream().map(boxes::get).toList();
    assertEquals(kept.size(), nms.keep(kept).size());
  }

  @Test
  void refusesThresholdsThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new NonMaximumSuppression(-0.1));
    assertThrows(IllegalArgumentException.class, () -> new NonMaximumSuppression(1.1));
    assertThrows(IllegalArgumentException.class, () -> new NonMaximumSuppression(Double.NaN));
  }
}
