package io.sppdet.image;

import static io.sppdet.image.TestImages.pixel;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** OpenCV's own arithmetic depends on the processor by a level. */
  @Property(tries = 100)
  void equalsOpenCvButForRounding(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll @IntRange(min = 1, max = 90) int newWidth,
      @ForAll @IntRange(min = 1, max = 90) int newHeight) {
    Image image = noise(width, height);
    boolean shrinks = newWidth <= width && newHeight <= height;
    byte[] expected = new byte[3 * newWidth * newHeight];
    try (BytePointer from = new BytePointer(image.rgb());
        Mat source = new Mat(height, width, CV_8UC3, from);
        Mat target = new Mat();
        Size size = new Size(newWidth, newHeight)) {
      opencv_imgproc.resize(source, target, size, 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
      try (BytePointer to = target.data()) {
        to.get(expected);
      }
    }
    byte[] found = ImageResizer.resize(image, newWidth, newHeight).rgb();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i] & 0xFF, found[i] & 0xFF, 1, "at " + i);
    }
  }

  /** What no processor may change: made once. */
  @ParameterizedTest
  @CsvSource({"901, 602, -1403542743", "2000, 1337, 964491655", "1000, 1400, 826091457"})
  void theBytesAreThese(int width, int height, int checksum) {
    assertEquals(
        checksum, Arrays.hashCode(ImageResizer.resize(noise(1501, 1003), width, height).rgb()));
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
