package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void sidesByHand() {
    Window window = Window.ofCells(3, 5, 6, 12);
    assertEquals(4, window.width());
    assertEquals(8, window.height());
  }

  @Test
  void anyFractionOfACellIsNotWhole() {
    assertTrue(new Window(1, 2, 3, 4).isWhole());
    assertFalse(new Window(1.5, 2, 3, 4).isWhole());
    assertFalse(new Window(1, 2.25, 3, 4).isWhole());
    assertFalse(new Window(1, 2, 3.75, 4).isWhole());
    assertFalse(new Window(1, 2, 3, 4.5).isWhole());
  }
}
