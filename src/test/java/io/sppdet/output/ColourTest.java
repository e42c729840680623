package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ColourTest {
  @Test
  void twentyClassesHaveDistinctColours() {
    for (int a = 0; a < 20; a++) {
      for (int b = 0; b < a; b++) {
        Colour x = Colour.ofClass(a);
        Colour y = Colour.ofClass(b);
        double distance =
            Math.hypot(Math.hypot(x.red() - y.red(), x.green() - y.green()), x.blue() - y.blue());
        assertTrue(distance > 35, a + " and " + b + " are only " + distance + " apart");
      }
    }
  }

  @Test
  void classZeroIsRed() {
    Colour red = Colour.ofClass(0);
    assertEquals(255, red.red(), 1e-9);
    assertEquals(red.green(), red.blue(), 1e-9);
    assertTrue(red.green() < 60);
  }

  @Test
  void textContrastsWithItsGround() {
    assertEquals(Colour.WHITE, new Colour(0, 0, 200).contrasting());
    assertEquals(Colour.BLACK, new Colour(255, 255, 0).contrasting());
  }
}
