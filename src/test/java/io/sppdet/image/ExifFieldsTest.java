package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On EXIF blocks written here byte by byte, after the standard (CIPA DC-008, section 4.6). */
class ExifFieldsTest {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;

  private static final int IFD_BYTES = 2 + 12 * 3 + 4;

  /**
   * Two directories of three entries, one of four, then the values that don't fit into an entry.
   */
  private final ByteBuffer block = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  private int values = 8 + 3 * IFD_BYTES + 12;

  private byte[] exif() {
    block.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
    block.putShort((short) 3);
    text(0x0110, "Camera 1 ");
    entry(0x8769, LONG, 1, 8 + IFD_BYTES); // where the next directory lies
    entry(0x8825, LONG, 1, 8 + 2 * IFD_BYTES);
    block.putInt(0).putShort((short) 3);
    ratios(0x829D, 28, 10);
    entry(0x8827, SHORT, 1, 400);
    text(0x9003, "2024:05:01 12:30:00");
    block.putInt(0).putShort((short) 4);
    text(0x0001, "S");
    ratios(0x0002, 33, 1, 51, 1, 36, 1);
    text(0x0003, "E");
    ratios(0x0004, 151, 1, 1250, 100, 0, 1);
    block.putInt(0);
    return Arrays.copyOf(block.array(), values);
  }

  private void entry(int tag, int type, int count, int value) {
    block.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  private void text(int tag, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    if (bytes.length <= 4) {
      entry(tag, ASCII, bytes.length, bytes[0]);
      return;
    }
    entry(tag, ASCII, bytes.length, values);
    block.put(values, bytes);
    values += bytes.length;
  }

  private void ratios(int tag, int... parts) {
    entry(tag, RATIONAL, parts.length / 2, values);
    for (int part : parts) {
      block.putInt(values, part);
      values += 4;
    }
  }

  private static EncodedImage jpeg(byte[] exif) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "jpg", plain);
    byte[] head = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    return new EncodedImage("a.jpg", TestImages.withSegment(plain.toByteArray(), 0xE1, head, exif));
  }

  @Test
  void fieldsComeInTheOrderWanted() throws IOException {
    EncodedImage photo = jpeg(exif());
    assertEquals(
        List.of(
            Map.entry("DateTimeOriginal", "2024:05:01 12:30:00"),
            Map.entry("Model", "Camera 1"),
            Map.entry("F-Number", 2.8)),
        List.copyOf(
            new ExifFields(List.of("DateTimeOriginal", "Model", "Artist", "F-Number"))
                .of(() -> photo)
                .entrySet()));
  }

  @Test
  void numbersAreNumbersAndPlacesDegrees() throws IOException {
    EncodedImage photo = jpeg(exif());
    Map<String, Object> fields =
        new ExifFields(List.of("ISOSpeedRatings", "GPSLatitude", "GPSLongitude")).of(() -> photo);
    assertEquals(400, ((Number) fields.get("ISOSpeedRatings")).intValue());
    assertEquals(-(33 + 51 / 60.0 + 36 / 3600.0), (double) fields.get("GPSLatitude"), 1e-9);
    assertEquals(151 + 12.5 / 60.0, (double) fields.get("GPSLongitude"), 1e-9);
  }

  @Test
  void brokenBlockHasNoFields() throws IOException {
    byte[] exif = exif();
    for (int length = 0; length < exif.length; length += 7) {
      EncodedImage photo = jpeg(Arrays.copyOf(exif, length));
      new ExifFields(List.of("Model", "GPSLatitude")).of(() -> photo); // throws nothing
    }
    EncodedImage none = new EncodedImage("a.jpg", new byte[] {1, 2, 3});
    assertEquals(Map.of(), new ExifFields(List.of("Model")).of(() -> none));
  }

  @Test
  void fileIsNotReadForNothing() {
    assertEquals(
        Map.of(),
        ExifFields.NONE.of(
            () -> {
              throw new AssertionError("was read");
            }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DateTimeOriginal", "Date/Time Original", "model", "FNumber", "GPSLatitude"})
  void knowsTheNames(String name) {
    assertTrue(ExifFields.exists(name));
    assertFalse(ExifFields.exists(name + "s"));
  }
}
