package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BMPs whose header says which bits are a colour, or alpha (BI_BITFIELDS). */
class BmpFileTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;
  private static final int RANDOM = -1;

  private final int[][] colours = new int[WIDTH * HEIGHT][4];

  /**
   * A picture of random colours.
   *
   * @param header bytes of it: 40, and with alpha 56, 108 or 124
   * @param alpha that of all pixels, or {@link #RANDOM}
   * @param masks red, green, blue and alpha
   */
  private byte[] bmp(int header, int bits, boolean fromTop, int alpha, long... masks) {
    int stride = (WIDTH * bits + 31) / 32 * 4;
    int start = Math.max(14 + header, 14 + 40 + 12);
    ByteBuffer bmp = ByteBuffer.allocate(start + stride * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put(new byte[] {'B', 'M'}).putInt(bmp.limit()).putInt(0).putInt(start).putInt(header);
    bmp.putInt(WIDTH).putInt(fromTop ? -HEIGHT : HEIGHT).putShort((short) 1).putShort((short) bits);
    bmp.putInt(3).position(54);
    for (int i = 0; i < (header > 52 ? 4 : 3); i++) {
      bmp.putInt((int) masks[i]);
    }
    Random random = new Random(1);
    for (int i = 0; i < colours.length; i++) {
      long pixel = 0;
      for (int k = 0; k < masks.length; k++) {
        long most = masks[k] >>> Long.numberOfTrailingZeros(masks[k]);
        long value = k == 3 && alpha != RANDOM ? alpha : random.nextLong(most + 1);
        colours[i][k] = (int) Math.round(255.0 * value / most);
        pixel |= value << Long.numberOfTrailingZeros(masks[k]);
      }
      int row = fromTop ? i / WIDTH : HEIGHT - 1 - i / WIDTH;
      int at = start + row * stride + i % WIDTH * bits / 8;
      if (bits == 32) {
        bmp.putInt(at, (int) pixel);
      } else {
        bmp.putShort(at, (short) pixel);
      }
    }
    return bmp.array();
  }

  private void assertRead(byte[] bmp, boolean blended, int tolerance) {
    Image image = TestImages.read(bmp);
    assertEquals(WIDTH, image.width());
    assertEquals(HEIGHT, image.height());
    for (int i = 0; i < colours.length; i++) {
      int alpha = blended ? colours[i][3] : 255;
      for (int k = 0; k < 3; k++) {
        double expected = colours[i][k] * alpha / 255.0 + 255 - alpha;
        assertEquals(expected, Byte.toUnsignedInt(image.rgb()[3 * i + k]), tolerance, "pixel " + i);
      }
    }
  }

  /** OpenCV shifts five bits to eight; ours fill the range. */
  @ParameterizedTest
  @CsvSource({
    "32, FF0000, FF00, FF, 0",
    "32, FF, FF00, FF0000, 0",
    "32, FF000000, FF0000, FF00, 0",
    "32, 3FF00000, FFC00, 3FF, 1",
    "16, F800, 7E0, 1F, 7",
    "16, 7C00, 3E0, 1F, 7",
    "16, F00, F0, F, 1"
  })
  void masksSayWhichBitsAreAColour(int bits, String r, String g, String b, int tolerance) {
    long[] masks = {Long.parseLong(r, 16), Long.parseLong(g, 16), Long.parseLong(b, 16)};
    for (boolean fromTop : new boolean[] {false, true}) {
      assertRead(bmp(40, bits, fromTop, 255, masks), false, tolerance);
    }
  }

  @ParameterizedTest
  @CsvSource({"56", "108", "124"})
  void alphaShowsWhite(int header) {
    long[] masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000L};
    assertRead(bmp(header, 32, false, RANDOM, masks), true, 1);
    assertRead(bmp(header, 32, false, 255, masks), false, 0);
  }

  @Test
  void anAlphaThatIsNowhereMeansNothing() {
    assertRead(bmp(124, 32, false, 0, 0xFF0000, 0xFF00, 0xFF, 0xFF000000L), false, 0);
  }
}
