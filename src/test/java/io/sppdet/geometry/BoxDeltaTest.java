package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoxDeltaTest {
  private static final double MAX_GROWTH = 1000.0 / 16;

  @Provide
  Arbitrary<Box> anywhere() {
    return Boxes.anywhere();
  }

  @Test
  void codesByHand() {
    Box proposal = new Box(10, 20, 30, 60);
    Box target = new Box(15, 20, 55, 40);
    assertEquals(
        new BoxDelta(15.0 / 20, -10.0 / 40, Math.log(2), Math.log(0.5)),
        BoxDelta.encode(proposal, target));
    assertEquals(proposal, new BoxDelta(0, 0, 0, 0).decode(proposal));
  }

  @Property
  void decodingUndoesEncoding(@ForAll("anywhere") Box proposal, @ForAll("anywhere") Box target) {
    Assume.that(target.width() / proposal.width() < MAX_GROWTH);
    Assume.that(target.height() / proposal.height() < MAX_GROWTH);
    Box decoded = BoxDelta.encode(proposal, target).decode(proposal);
    assertEquals(target.x1(), decoded.x1(), 1e-8);
    assertEquals(target.y1(), decoded.y1(), 1e-8);
    assertEquals(target.x2(), decoded.x2(), 1e-8);
    assertEquals(target.y2(), decoded.y2(), 1e-8);
  }

  @Property
  void growthIsBounded(@ForAll("anywhere") Box proposal) {
    Box decoded = new BoxDelta(0, 0, 1000, -1000).decode(proposal);
    assertEquals(MAX_GROWTH, decoded.width() / proposal.width(), 1e-6);
    assertTrue(decoded.height() >= 0);
  }

  @Test
  void refusesEmptyBoxes() {
    Box empty = new Box(1, 1, 1, 5);
    Box box = new Box(0, 0, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> BoxDelta.encode(empty, box));
    assertThrows(IllegalArgumentException.class, () -> BoxDelta.encode(box, empty));
  }
}
