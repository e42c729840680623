package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.natives.NativeLibraries;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures that are in memory already. */
class ImageTest {
  @BeforeAll
  static void load() {
    NativeLibraries.loadOpenCv();
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
      Image image = Image.of("it", picture);
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
    byte[] rgb = Image.of("it", picture).rgb();
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
      Image image = Image.of("it", colour);
      assertEquals("3x2", image.width() + "x" + image.height());
      for (int i = 0; i < 6; i++) {
        assertEquals(3 * i + 2, image.rgb()[3 * i]);
        assertEquals(3 * i, image.rgb()[3 * i + 2]);
      }
      grey.data().put(new byte[] {7, 9});
      assertArrayEquals(new byte[] {7, 7, 7, 9, 9, 9}, Image.of("it", grey).rgb());
      assertThrows(IllegalArgumentException.class, () -> Image.of("it", wide));
    }
  }

  @Test
  void aStreamIsReadToItsEnd() throws IOException {
    Path photo = Path.of("samples", "chelsea.jpg");
    try (InputStream in = Files.newInputStream(photo)) {
      Image image = new ImageReader().read("it", in);
      assertArrayEquals(new ImageReader().read(photo).rgb(), image.rgb());
      assertEquals("it", image.file());
      assertTrue(in.available() == 0);
    }
  }
}
