package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourChangeTest {
  private static final int[] PIXELS = {
    200, 30, 90, 10, 10, 10, 255, 250, 0, 60, 120, 240, 90, 91, 92, 0, 255, 128
  };

  /** The values are Pillow's, which cuts off the fractions behind each of the three. */
  @ParameterizedTest
  @CsvSource({
    "1.3, 1, 1, 1, 233 12 90 10 10 10 255 255 0 43 121 255 89 91 92 0 255 117",
    "0.6, 1, 1, 1, 155 53 89 10 10 10 242 239 89 82 118 190 90 91 91 65 218 142",
    "1, 0.7, 1, 1, 174 55 97 41 41 41 213 209 34 76 118 202 97 98 98 34 213 124",
    "1, 1.4, 1, 1, 234 0 80 0 0 0 255 255 0 38 122 255 80 81 82 0 255 133",
    "1, 1, 0.8, 1, 160 24 72 8 8 8 204 200 0 48 96 192 72 72 73 0 204 102",
    "1, 1, 1.25, 1, 250 37 112 12 12 12 255 255 0 75 150 255 112 113 115 0 255 160",
    "0.7, 0.8, 1.1, 2, 170 66 103 34 34 34 240 236 82 91 128 202 104 104 104 68 224 146"
  })
  void isPillowsWithinRounding(
      double saturation, double contrast, double brightness, int tolerance, String expected) {
    byte[] changed = new ColourChange(saturation, contrast, brightness).of(image()).rgb();
    int[] values = Stream.of(expected.split(" ")).mapToInt(Integer::parseInt).toArray();
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], changed[i] & 255, tolerance, "value " + i);
    }
  }

  @Test
  void onesChangeNothing() {
    assertArrayEquals(image().rgb(), new ColourChange(1, 1, 1).of(image()).rgb());
    assertEquals(new ColourChange(1, 1, 1), ColourChange.random(new Random(3), 0));
  }

  @Test
  void factorsFillTheirRange() {
    Random random = new Random(3);
    double[] drawn = new double[3000];
    for (int i = 0; i < drawn.length; i += 3) {
      ColourChange change = ColourChange.random(random, 0.4);
      drawn[i] = change.saturation();
      drawn[i + 1] = change.contrast();
      drawn[i + 2] = change.brightness();
      assertNotEquals(drawn[i], drawn[i + 1]);
    }
    assertEquals(0.6, Arrays.stream(drawn).min().getAsDouble(), 0.01);
    assertEquals(1.4, Arrays.stream(drawn).max().getAsDouble(), 0.01);
    assertTrue(Math.abs(Arrays.stream(drawn).average().getAsDouble() - 1) < 0.02);
  }

  private static Image image() {
    byte[] rgb = new byte[PIXELS.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) PIXELS[i];
    }
    return new Image("a.png", 3, 2, rgb);
  }
}
