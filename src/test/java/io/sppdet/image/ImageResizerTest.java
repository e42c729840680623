package io.sppdet.image;

import static io.sppdet.image.TestImages.pixel;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;

class ImageResizerTest {
  @Test
  void shrinkingTakesTheMeanOfEachArea() {
    Image image = noise(40, 20);
    Image half = ImageResizer.resize(image, 20, 10);
    assertEquals(20, half.width());
    assertEquals(10, half.height());
    assertEquals("noise", half.file());
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 20; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int sum = 0;
          for (int i = 0; i < 4; i++) {
            sum += sample(image, 2 * x + i % 2, 2 * y + i / 2, channel);
          }
          assertEquals(sum / 4.0, sample(half, x, y, channel), 0.76, x + "," + y);
        }
      }
    }
  }

  @Test
  void growingInterpolates() {
    Image image = new Image("two", 2, 1, new byte[] {0, 0, 100, 100, 0, 100});
    Image grown = ImageResizer.resize(image, 4, 1);
    int[] reds = {0, 25, 75, 100}; // centres at -0.25, 0.25, 0.75, 1.25
    for (int x = 0; x < 4; x++) {
      assertEquals(reds[x], sample(grown, x, 0, 0), 1);
      assertEquals(0, sample(grown, x, 0, 1));
      assertEquals(100, sample(grown, x, 0, 2));
    }
  }

  @Test
  void theSameSizeIsTheSameImage() {
    Image image = noise(7, 5);
    assertSame(image, ImageResizer.resize(image, 7, 5));
  }

  @Test
  void threadsDoNotChangeTheBytes() {
    Image image = noise(1501, 1003);
    int before = opencv_core.getNumThreads();
    try {
      for (int[] size : new int[][] {{901, 602}, {2000, 1337}, {1000, 1400}}) {
        opencv_core.setNumThreads(1);
        byte[] one = ImageResizer.resize(image, size[0], size[1]).rgb();
        opencv_core.setNumThreads(4);
        assertArrayEquals(one, ImageResizer.resize(image, size[0], size[1]).rgb());
      }
    } finally {
      opencv_core.setNumThreads(before);
    }
  }

  @Test
  void flipMirrorsEachRow() {
    Image image = noise(9, 4);
    Image flipped = ImageResizer.flip(image);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 9; x++) {
        assertEquals(pixel(image, x, y), pixel(flipped, 8 - x, y));
      }
    }
    assertNotEquals(pixel(image, 0, 0), pixel(flipped, 0, 0));
    assertArrayEquals(image.rgb(), ImageResizer.flip(flipped).rgb());
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(7).nextBytes(rgb);
    return new Image("noise", width, height, rgb);
  }

  private static int sample(Image image, int x, int y, int channel) {
    return Byte.toUnsignedInt(image.rgb()[3 * (y * image.width() + x) + channel]);
  }
}
