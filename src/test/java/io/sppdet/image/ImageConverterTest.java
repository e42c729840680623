package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConverterTest {
  @TempDir Path folder;

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width).nextBytes(rgb);
    return new Image("noise", width, height, rgb);
  }

  private static int rgb(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    return (image.rgb()[at] & 0xff) << 16
        | (image.rgb()[at + 1] & 0xff) << 8
        | (image.rgb()[at + 2] & 0xff);
  }

  /** Pixel by pixel, by Java2D's own accessors; widths at which rows of OpenCV may be padded. */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "7, 5", "64, 33"})
  void java2dSeesTheSamePixels(int width, int height) {
    Image image = noise(width, height);
    BufferedImage converted = ImageConverter.bufferedImage(image);
    assertEquals(width, converted.getWidth());
    assertEquals(height, converted.getHeight());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertEquals(rgb(image, x, y), converted.getRGB(x, y) & 0xffffff, x + ", " + y);
      }
    }
    Image back = ImageConverter.of("back", converted);
    assertEquals("back", back.file());
    assertArrayEquals(image.rgb(), back.rgb());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void eachTypeOfJava2dIsTaken(int type) {
    Image expected = noise(9, 4);
    BufferedImage image = new BufferedImage(9, 4, type);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 9; x++) {
        image.setRGB(x, y, 0xff000000 | rgb(expected, x, y));
      }
    }
    assertArrayEquals(expected.rgb(), ImageConverter.of("x", image).rgb());
  }

  @Test
  void whiteShowsThrough() {
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    assertEquals(0xffffff, rgb(ImageConverter.of("clear", clear), 0, 0));
  }

  /** Of a file that the JDK wrote, OpenCV read and we read. */
  @Test
  void opencvSeesTheSamePixels() throws IOException {
    Image image = noise(13, 6);
    Path file = folder.resolve("noise.png");
    ImageIO.write(ImageConverter.bufferedImage(image), "png", file.toFile());
    assertArrayEquals(image.rgb(), new ImageReader().read(file).rgb());
    try (Mat read = imread(file.toString());
        Mat made = ImageConverter.mat(image)) {
      assertArrayEquals(image.rgb(), ImageConverter.of("read", read).rgb());
      assertArrayEquals(image.rgb(), ImageConverter.of("made", made).rgb());
      try (Mat part = new Mat(read, new org.bytedeco.opencv.opencv_core.Rect(2, 1, 5, 3))) {
        assertArrayEquals(image.part(2, 1, 5, 3).rgb(), ImageConverter.of("part", part).rgb());
      }
    }
  }

  @Test
  void aBufferedImageOfAnyKind() {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB
        }) {
      BufferedImage picture = new BufferedImage(3, 2, type);
      picture.setRGB(2, 1, 0xFF102030);
      picture.setRGB(0, 0, 0xFFFF0080);
      Image image = ImageConverter.of("it", picture);
      assertEquals("it 3x2", image.file() + " " + image.width() + "x" + image.height());
      byte[] corner = {image.rgb()[15], image.rgb()[16], image.rgb()[17]};
      assertArrayEquals(new byte[] {0x10, 0x20, 0x30}, corner);
      byte[] first = {image.rgb()[0], image.rgb()[1], image.rgb()[2]};
      assertArrayEquals(new byte[] {(byte) 0xFF, 0, (byte) 0x80}, first);
    }
  }

  @Test
  void whatIsTransparentShowsWhite() {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00123456);
    picture.setRGB(1, 0, 0x80000000);
    byte[] half = {127, 127, 127};
    byte[] rgb = ImageConverter.of("it", picture).rgb();
    assertArrayEquals(new byte[] {-1, -1, -1}, new byte[] {rgb[0], rgb[1], rgb[2]});
    assertArrayEquals(half, new byte[] {rgb[3], rgb[4], rgb[5]});
  }

  @Test
  void aMatrixOfOpenCv() {
    try (Mat colour = new Mat(2, 3, opencv_core.CV_8UC3);
        Mat grey = new Mat(1, 2, opencv_core.CV_8UC1);
        Mat wide = new Mat(1, 2, opencv_core.CV_16UC1)) {
      byte[] bgr = new byte[18];
      for (int i = 0; i < bgr.length; i++) {
        bgr[i] = (byte) i;
      }
      colour.data().put(bgr);
      Image image = ImageConverter.of("it", colour);
      assertEquals("3x2", image.width() + "x" + image.height());
      for (int i = 0; i < 6; i++) {
        assertEquals(3 * i + 2, image.rgb()[3 * i]);
        assertEquals(3 * i, image.rgb()[3 * i + 2]);
      }
      grey.data().put(new byte[] {7, 9});
      assertArrayEquals(new byte[] {7, 7, 7, 9, 9, 9}, ImageConverter.of("it", grey).rgb());
      assertThrows(IllegalArgumentException.class, () -> ImageConverter.of("it", wide));
    }
  }
}
