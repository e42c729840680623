package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeRuleTest {
  @Test
  void fastRcnnsSizesOfAVocPhoto() {
    double ratio = new ResizeRule(600).ratio(500, 375);
    assertEquals(800, ResizeRule.scaled(500, ratio));
    assertEquals(600, ResizeRule.scaled(375, ratio));
  }

  @Test
  void aLongSideIsBound() {
    double ratio = new ResizeRule(600).ratio(3000, 300);
    assertEquals(1000, ResizeRule.scaled(3000, ratio));
    assertEquals(100, ResizeRule.scaled(300, ratio));
  }

  @Test
  void aStripKeepsAPixel() {
    assertEquals(1, ResizeRule.scaled(3, new ResizeRule(600).ratio(3, 400_000)));
  }

  @Test
  void aShortSideMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new ResizeRule(0));
  }

  @Property
  void oneBoundIsReachedAndNonePassed(
      @ForAll @IntRange(min = 1, max = 9000) int width,
      @ForAll @IntRange(min = 1, max = 9000) int height) {
    double ratio = new ResizeRule(600).ratio(width, height);
    double shortSide = ratio * Math.min(width, height);
    double longSide = ratio * Math.max(width, height);
    assertTrue(shortSide <= 600.001 && longSide <= 1000.001);
    assertTrue(shortSide >= 599.999 || longSide >= 999.999);
  }
}
