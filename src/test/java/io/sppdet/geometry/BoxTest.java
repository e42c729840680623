package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoxTest {
  @Provide
  Arbitrary<Box> grid() {
    return Boxes.onGrid(12);
  }

  @Provide
  Arbitrary<Box> anywhere() {
    return Boxes.anywhere();
  }

  @Test
  void iouByHand() {
    Box box = new Box(0, 0, 10, 10);
    assertEquals(50.0 / 150, box.iou(new Box(5, 0, 15, 10)));
    assertEquals(25.0 / 100, box.iou(new Box(2, 3, 7, 8)));
    assertEquals(0, box.iou(new Box(10, 0, 20, 10)), "they share an edge only");
    assertEquals(0, new Box(1, 1, 1, 1).iou(new Box(1, 1, 1, 1)), "both are empty");
    assertEquals(0, new Box(1, 1, 1, 5).iou(new Box(1, 1, 1, 5)), "both are lines");
    assertEquals(0, new Box(1, 1, 5, 1).iou(new Box(1, 1, 5, 1)), "both are lines");
  }

  @Test
  void movesAndCutsByHand() {
    Box box = new Box(-5, 3, 60, 70);
    assertEquals(new Box(0, 3, 50, 40), box.clip(50, 40));
    assertEquals(new Box(50, 40, 50, 40), new Box(60, 50, 80, 90).clip(50, 40), "beside it");
    assertEquals(new Box(-2, 14, 63, 81), box.shift(3, 11));
  }

  @Test
  void refusesInvertedBoxesAndNumbersThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new Box(2, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Box(0, 2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Box(Double.NaN, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Box(0, 0, 1, Double.NaN));
  }

  @Property
  void iouIsSymmetricAndBetweenNoughtAndOne(@ForAll("anywhere") Box a, @ForAll("anywhere") Box b) {
    double iou = a.iou(b);
    assertEquals(iou, b.iou(a));
    assertTrue(iou >= 0 && iou <= 1, () -> "IoU " + iou);
    assertEquals(1, a.iou(a));
  }

  /** On whole pixels IoU is a matter of counting. */
  @Property
  void iouEqualsCountedPixels(@ForAll("grid") Box a, @ForAll("grid") Box b) {
    int both = 0;
    int either = 0;
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 12; x++) {
        both += has(a, x, y) && has(b, x, y) ? 1 : 0;
        either += has(a, x, y) || has(b, x, y) ? 1 : 0;
      }
    }
    assertEquals((double) both / either, a.iou(b));
  }

  private static boolean has(Box box, int x, int y) {
    return x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
  }

  @Property
  void clippingStaysInsideAndChangesNothingInside(@ForAll("anywhere") Box box) {
    Box clipped = box.clip(640, 480);
    assertTrue(clipped.x1() >= 0 && clipped.x2() <= 640);
    assertTrue(clipped.y1() >= 0 && clipped.y2() <= 480);
    assertEquals(clipped, clipped.clip(640, 480));
    Box image = new Box(0, 0, 640, 480);
    if (clipped.area() > 0) {
      assertEquals(clipped.area() / (image.area() + box.area() - clipped.area()), box.iou(image));
    }
  }

  @Property
  void flippingTwiceGivesTheBoxBack(@ForAll("grid") Box box) {
    Box flipped = box.flip(12);
    assertEquals(box, flipped.flip(12));
    assertEquals(box.area(), flipped.area());
    assertEquals(box.x1(), 12 - flipped.x2());
  }
}
