package io.sppdet.image;

import static io.sppdet.image.TestImages.concat;
import static io.sppdet.image.TestImages.exif;
import static io.sppdet.image.TestImages.quadrants;
import static io.sppdet.image.TestImages.withSegment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way up a JPEG stands: one answer, whoever asks. */
class JpegFileTest {
  private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  @TempDir private Path folder;

  private ImageSize size(byte[] jpeg) throws IOException {
    Path file = Files.write(folder.resolve("image.jpg"), jpeg);
    Image image = new ImageReader().read(file);
    ImageSize size = new ImageReader().size(file);
    assertEquals(new ImageSize(image.width(), image.height()), size);
    return size;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ex_two_6_then_1.jpg", "ex_byte_6_II.jpg"})
  void oddOrientationsCount(String name) throws IOException {
    assertEquals(new ImageSize(64, 96), size(TestImages.odd(name)));
  }

  /** TIFF 6.0, section 2: whole numbers may be of any of these types. */
  @Test
  void anyWholeNumberIsAnOrientation() throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      for (int type : new int[] {BYTE, SHORT, LONG}) {
        ByteBuffer block = block(order, 1);
        block.putShort((short) 274).putShort((short) type).putInt(1);
        number(block, type, 6);
        assertLies(block);
      }
    }
  }

  @Test
  void theFirstOfSeveralNumbersCounts() throws IOException {
    ByteBuffer block = block(ByteOrder.BIG_ENDIAN, 1);
    block.putShort((short) 274).putShort((short) SHORT).putInt(2);
    assertLies(block.putShort((short) 6).putShort((short) 1));
  }

  @Test
  void aBrokenEntryCostsNoOther() throws IOException {
    ByteBuffer block = block(ByteOrder.BIG_ENDIAN, 3);
    block.putShort((short) 256).putShort((short) LONG).putInt(1 << 30).putInt(1 << 30);
    block.putShort((short) 273).putShort((short) 99).putInt(-1).putInt(-1);
    block.putShort((short) 274).putShort((short) SHORT).putInt(1).putShort((short) 6);
    assertLies(block.putShort((short) 0));
  }

  @Test
  void anOrientationThatLiesBeyondTheEndIsNone() throws IOException {
    ByteBuffer block = block(ByteOrder.BIG_ENDIAN, 1);
    block.putShort((short) 274).putShort((short) SHORT).putInt(1000).putInt(1 << 30);
    assertEquals(
        new ImageSize(48, 32), size(withSegment(quadrants("jpg"), 0xE1, NAME, bytes(block))));
  }

  /** A block without an orientation is no answer. */
  @Test
  void theFirstBlockThatTellsCounts() throws IOException {
    byte[] turned = withSegment(quadrants("jpg"), 0xE1, NAME, exif(6));
    assertEquals(new ImageSize(32, 48), size(withSegment(turned, 0xE1, NAME, exif(99))));
    assertEquals(new ImageSize(48, 32), size(withSegment(turned, 0xE1, NAME, exif(1))));
  }

  /** An orientation behind 64 KB, as far as a size is mostly looked for. */
  @Test
  void alsoAnOrientationFarBehindCounts() throws IOException {
    byte[] jpeg = withSegment(quadrants("jpg"), 0xE1, NAME, exif(6));
    assertEquals(
        new ImageSize(32, 48), size(withSegment(jpeg, 0xE2, new byte[65_000], new byte[500])));
    assertEquals(
        new ImageSize(32, 48),
        size(withSegment(withSegment(jpeg, 0xE2, new byte[65_000]), 0xE2, new byte[65_000])));
  }

  @Test
  void aBlockThatIsNoTiffTellsNothing() throws IOException {
    byte[] block = exif(6);
    block[2] = 7;
    assertEquals(new ImageSize(48, 32), size(withSegment(quadrants("jpg"), 0xE1, NAME, block)));
  }

  @Test
  void anOrientationBehindThePixelsIsNoneOfThisPicture() throws IOException {
    byte[] turned = withSegment(quadrants("jpg"), 0xE1, NAME, exif(6));
    assertEquals(new ImageSize(48, 32), size(concat(quadrants("jpg"), turned)));
  }

  private void assertLies(ByteBuffer block) throws IOException {
    byte[] jpeg = withSegment(quadrants("jpg"), 0xE1, NAME, bytes(block));
    assertEquals(new ImageSize(32, 48), size(jpeg));
  }

  private static ByteBuffer block(ByteOrder order, int entries) {
    ByteBuffer block = ByteBuffer.allocate(100).order(order);
    block.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'));
    block.put(block.get(0)).putShort((short) 42).putInt(8);
    return block.putShort((short) entries);
  }

  private static void number(ByteBuffer block, int type, int value) {
    int start = block.position();
    switch (type) {
      case BYTE -> block.put((byte) value);
      case SHORT -> block.putShort((short) value);
      default -> block.putInt(value);
    }
    block.position(start + 4);
  }

  private static byte[] bytes(ByteBuffer block) {
    byte[] bytes = new byte[block.position() + 4];
    block.get(0, bytes, 0, block.position());
    return bytes;
  }
}
