package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sppdet.error.SppdetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the samples behind the colours mean, on uncompressed files written tag by tag. */
class TiffFileTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int UNSPECIFIED = 0;
  private static final int ASSOCIATED = 1;
  private static final int UNASSOCIATED = 2;

  /**
   * A layout.
   *
   * @param samples of a pixel
   * @param extra what the first sample behind the colours is
   */
  record Layout(int photometric, int samples, int bits, boolean planes, int extra) {
    int colours() {
      return photometric == RGB ? 3 : 1;
    }
  }

  static Stream<Layout> layouts() {
    List<Layout> layouts = new ArrayList<>();
    for (int photometric : new int[] {WHITE_IS_ZERO, BLACK_IS_ZERO, RGB}) {
      for (int more = 0; more < 3; more++) {
        for (int bits : new int[] {8, 16}) {
          for (boolean planes : new boolean[] {false, true}) {
            for (int extra : new int[] {UNSPECIFIED, ASSOCIATED, UNASSOCIATED}) {
              int samples = (photometric == RGB ? 3 : 1) + more;
              layouts.add(new Layout(photometric, samples, bits, planes, extra));
            }
          }
        }
      }
    }
    return layouts.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void transparencyIsWhatExtraSamplesSays(Layout layout) {
    Random random = new Random(1);
    int[][] pixels = new int[WIDTH * HEIGHT][layout.samples()];
    for (int[] pixel : pixels) {
      for (int i = 0; i < pixel.length; i++) {
        pixel[i] = random.nextInt(256);
      }
      if (layout.extra() == ASSOCIATED && layout.samples() > layout.colours()) {
        for (int i = 0; i < layout.colours(); i++) {
          pixel[i] = pixel[i] * pixel[layout.colours()] / 255; // none is above alpha
        }
      }
    }
    Image image = TestImages.read(tiff(layout, pixels));
    for (int i = 0; i < pixels.length; i++) {
      for (int channel = 0; channel < 3; channel++) {
        int got = Byte.toUnsignedInt(image.rgb()[3 * i + channel]);
        assertEquals(expected(layout, pixels[i], channel), got, 1, "pixel " + i);
      }
    }
  }

  /** TIFF 6.0, section 18; ink multiplied by alpha, where 0 is white, lies on white already. */
  private static double expected(Layout layout, int[] pixel, int channel) {
    int stored = pixel[layout.colours() == 3 ? channel : 0];
    boolean inverted = layout.photometric() == WHITE_IS_ZERO;
    int colour = inverted ? 255 - stored : stored;
    if (layout.samples() == layout.colours() || layout.extra() == UNSPECIFIED) {
      return colour;
    }
    int alpha = pixel[layout.colours()];
    if (layout.extra() == UNASSOCIATED) {
      return colour * alpha / 255.0 + 255 - alpha;
    }
    return inverted ? colour : colour + 255 - alpha;
  }

  /** As of a photo with a near-infrared band, cut out of its surroundings. */
  @ParameterizedTest
  @MethodSource("layouts")
  void transparencyMayStandBehindAnotherBand(Layout layout) {
    int at = layout.colours() + 1;
    if (layout.samples() != at + 1 || layout.extra() == UNSPECIFIED) {
      return;
    }
    Random random = new Random(2);
    int[][] pixels = new int[WIDTH * HEIGHT][layout.samples()];
    int[][] withoutBand = new int[WIDTH * HEIGHT][at];
    for (int i = 0; i < pixels.length; i++) {
      for (int k = 0; k < at; k++) {
        withoutBand[i][k] = random.nextInt(256);
        if (layout.extra() == ASSOCIATED && k < layout.colours()) {
          withoutBand[i][k] /= 2; // none is above alpha
        }
      }
      withoutBand[i][at - 1] |= 128;
      System.arraycopy(withoutBand[i], 0, pixels[i], 0, layout.colours());
      pixels[i][layout.colours()] = random.nextInt(256);
      pixels[i][at] = withoutBand[i][at - 1];
    }
    int behind = layout.extra() << 16; // the second of two numbers
    Image image =
        TestImages.read(
            tiff(
                new Layout(
                    layout.photometric(), layout.samples(), layout.bits(), layout.planes(), behind),
                pixels));
    for (int i = 0; i < pixels.length; i++) {
      for (int channel = 0; channel < 3; channel++) {
        int got = Byte.toUnsignedInt(image.rgb()[3 * i + channel]);
        assertEquals(expected(layout, withoutBand[i], channel), got, 1, "pixel " + i);
      }
    }
  }

  /** The photo and, as a fourth band, a near-infrared one. */
  @Test
  void aFourthBandChangesNothing() {
    Path shared = Path.of(System.getenv().getOrDefault("SPPDET_SHARED", "../shared"));
    Path three = shared.resolve("cases/dog_rgb.tif");
    assumeTrue(Files.exists(three), () -> three + " is not there");
    byte[] four = new ImageReader().read(shared.resolve("cases/dog_rgb_nir20.tif")).rgb();
    assertTrue(Arrays.equals(new ImageReader().read(three).rgb(), four));
  }

  @Test
  void theOrientationMayBeOfAnyWholeType() {
    Layout layout = new Layout(RGB, 3, 8, false, UNSPECIFIED);
    int[][] pixels = new int[WIDTH * HEIGHT][3];
    for (int type : new int[] {1, 3, 4}) {
      byte[] tiff = tiff(layout, pixels, new long[] {274, type, 1, 6});
      Image image = TestImages.read(tiff);
      assertEquals(HEIGHT, image.width());
      assertEquals(WIDTH, image.height());
    }
  }

  /** Little-endian, so that a number stands first in its field whatever its type. */
  private static byte[] tiff(Layout layout, int[][] pixels, long[]... more) {
    int bytes = layout.bits() / 8;
    int count = pixels.length * layout.samples();
    int strips = layout.planes() ? layout.samples() : 1;
    ByteBuffer tiff = ByteBuffer.allocate(2000 + count * bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = 1000;
    int bitsAt = 600;
    int offsetsAt = 700;
    int countsAt = 800;
    int extraAt = 900;
    for (int i = 0; i < layout.samples(); i++) {
      tiff.putShort(bitsAt + 2 * i, (short) layout.bits());
      tiff.putInt(offsetsAt + 4 * i, start + i * pixels.length * bytes);
      tiff.putInt(countsAt + 4 * i, count * bytes / strips);
    }
    tiff.putShort(extraAt, (short) layout.extra()); // those behind it are unspecified
    int samples = layout.samples();
    int extras = samples - layout.colours();
    List<long[]> entries = new ArrayList<>();
    entries.add(new long[] {256, 4, 1, WIDTH});
    entries.add(new long[] {257, 4, 1, HEIGHT});
    entries.add(new long[] {258, 3, samples, samples > 2 ? bitsAt : layout.bits() * 0x10001L});
    entries.add(new long[] {259, 3, 1, 1});
    entries.add(new long[] {262, 3, 1, layout.photometric()});
    entries.add(new long[] {273, 4, strips, strips > 1 ? offsetsAt : start});
    entries.addAll(List.of(more));
    entries.add(new long[] {277, 3, 1, samples});
    entries.add(new long[] {278, 4, 1, HEIGHT});
    entries.add(new long[] {279, 4, strips, strips > 1 ? countsAt : (long) count * bytes});
    entries.add(new long[] {284, 3, 1, layout.planes() ? 2 : 1});
    if (extras > 0) {
      entries.add(new long[] {338, 3, extras, extras > 2 ? extraAt : layout.extra()});
    }
    tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) entries.size());
    for (long[] entry : entries) {
      tiff.putShort((short) entry[0]).putShort((short) entry[1]);
      tiff.putInt((int) entry[2]).putInt((int) entry[3]);
    }
    for (int i = 0; i < count; i++) {
      int pixel = layout.planes() ? i % pixels.length : i / samples;
      int sample = layout.planes() ? i / pixels.length : i % samples;
      for (int k = 0; k < bytes; k++) {
        tiff.put(start + i * bytes + k, (byte) pixels[pixel][sample]); // times 257, when two
      }
    }
    return tiff.array();
  }

  /** A photo has no negative light; OpenCV would take −1 for white. */
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void signedSamplesAreRefused(int bits) {
    Layout layout = new Layout(BLACK_IS_ZERO, 1, bits, false, UNSPECIFIED);
    int[][] pixels = new int[WIDTH * HEIGHT][1];
    TestImages.read(tiff(layout, pixels));
    byte[] signed = tiff(layout, pixels, new long[] {339, 3, 1, 2});
    SppdetException e = assertThrows(SppdetException.class, () -> TestImages.read(signed));
    assertTrue(e.reason().contains("a kind of TIFF sppdet can't read"), e.reason());
  }

  @Test
  void theLocaleChangesNothing() {
    int[][] pixels = new int[WIDTH * HEIGHT][2];
    byte[] file = tiff(new Layout(BLACK_IS_ZERO, 2, 8, false, UNASSOCIATED), pixels);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab")); // with digits of its own
      assertEquals(WIDTH, TestImages.read(file).width());
    } finally {
      Locale.setDefault(before);
    }
  }
}
