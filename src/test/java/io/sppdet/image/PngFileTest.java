package io.sppdet.image;

import static io.sppdet.image.TestImages.WHITE;
import static io.sppdet.image.TestImages.concat;
import static io.sppdet.image.TestImages.pixel;
import static io.sppdet.image.TestImages.withChunk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PNG files written chunk by chunk, after the specification. */
class PngFileTest {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int GREY = 0;
  private static final int RGB = 2;

  /** The samples of a picture one pixel high, behind a filter of none. */
  private static byte[] row(int bits, int... samples) {
    byte[] row = new byte[1 + (samples.length * bits + 7) / 8];
    for (int i = 0; i < samples.length * bits; i++) {
      int bit = samples[i / bits] >> (bits - 1 - i % bits) & 1;
      row[1 + i / 8] = (byte) (row[1 + i / 8] | bit << (7 - i % 8));
    }
    return row;
  }

  private static byte[] packed(byte[] rows) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(packed)) {
      out.write(rows);
    }
    return packed.toByteArray();
  }

  /** Each chunk is put in before those that are there already. */
  private static byte[] png(
      int width, int height, int bits, int colour, byte[] transparent, byte[]... data) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colour)
            .array();
    byte[] start = concat(SIGNATURE, new byte[25]);
    byte[] png = withChunk(start, "IEND", new byte[0]);
    for (int i = data.length - 1; i >= 0; i--) {
      png = withChunk(png, "IDAT", data[i]);
    }
    png = transparent == null ? png : withChunk(png, "tRNS", transparent);
    byte[] all = withChunk(png, "IHDR", header);
    return concat(SIGNATURE, Arrays.copyOfRange(all, 33, all.length));
  }

  private static byte[] transparent(int... samples) {
    ByteBuffer data = ByteBuffer.allocate(2 * samples.length);
    for (int sample : samples) {
      data.putShort((short) sample);
    }
    return data.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void theTransparentGreyIsWhite(int bits) throws IOException {
    int most = (1 << bits) - 1;
    int other = bits == 16 ? 1 : most; // of the same high byte
    byte[] rows = packed(row(bits, 0, other, 0));
    Image image = TestImages.read(png(3, 1, bits, GREY, transparent(0), rows));
    assertEquals(WHITE, pixel(image, 0, 0));
    assertEquals(bits == 16 ? 0 : WHITE, pixel(image, 1, 0));
    assertEquals(WHITE, pixel(image, 2, 0));
    Image opaque = TestImages.read(png(3, 1, bits, GREY, transparent(other), rows));
    assertEquals(0, pixel(opaque, 0, 0));
    assertEquals(WHITE, pixel(opaque, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void theTransparentColourIsWhite(int bits) throws IOException {
    byte[] rows = packed(row(bits, 1, 2, 3, 1, 2, 4, 3, 2, 1));
    Image image = TestImages.read(png(3, 1, bits, RGB, transparent(1, 2, 3), rows));
    assertEquals(WHITE, pixel(image, 0, 0));
    assertEquals(bits == 16 ? 0 : 0x010204, pixel(image, 1, 0));
    assertEquals(bits == 16 ? 0 : 0x030201, pixel(image, 2, 0));
  }

  @Test
  void aGreyThatPillowMadeTransparentIsWhite() {
    Image image = TestImages.read(TestImages.odd("png_trns_gray.png"));
    boolean anyWhite = false;
    for (int i = 0; i < image.width() * image.height(); i++) {
      int colour = pixel(image, i % image.width(), i / image.width());
      assertTrue(colour != 0x515151, "the transparent grey stayed");
      anyWhite |= colour == WHITE;
    }
    assertTrue(anyWhite);
  }

  @Test
  void pixelsMayComeInManyChunks() throws IOException {
    byte[] data = packed(row(8, 10, 20, 30));
    byte[][] single = new byte[data.length][];
    for (int i = 0; i < data.length; i++) {
      single[i] = new byte[] {data[i]};
    }
    assertEquals(0x1E1E1E, pixel(TestImages.read(png(3, 1, 8, GREY, null, single)), 2, 0));
  }

  /** Two gigabytes of zeros in two megabytes. */
  @Test
  @Timeout(20)
  void whatLiesBehindThePixelsIsNotUnpacked() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bomb)) {
      out.write(row(8, 10, 20, 30));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 2048; i++) {
        out.write(zeros);
      }
    }
    long start = System.nanoTime();
    Image image = TestImages.read(png(3, 1, 8, GREY, null, bomb.toByteArray()));
    long milliseconds = (System.nanoTime() - start) / 1_000_000;
    assertEquals(0x141414, pixel(image, 1, 0));
    assertTrue(milliseconds < 1000, milliseconds + " ms"); // unpacking takes several seconds
  }

  @Test
  void aFilterThatThereIsNoneOfIsDamage() throws IOException {
    byte[] rows = concat(row(8, 10, 20, 30), row(8, 1, 2, 3));
    rows[4] = 9;
    assertRefused("its pixels can't be unpacked", png(3, 2, 8, GREY, null, packed(rows)));
  }

  @Test
  void aHeaderThatMakesNoSenseIsDamage() throws IOException {
    byte[] rows = packed(row(8, 10, 20, 30));
    assertRefused("its header makes no sense", png(3, 1, 3, GREY, null, rows));
    assertRefused("its header makes no sense", png(3, 1, 8, 5, null, rows));
  }

  private static void assertRefused(String what, byte[] png) {
    SppdetException e = assertThrows(SppdetException.class, () -> TestImages.read(png));
    assertEquals("the PNG file is damaged: " + what, e.reason());
  }
}
