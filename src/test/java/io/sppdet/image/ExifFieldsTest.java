package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On EXIF blocks written here byte by byte, after the standard (CIPA DC-008, section 4.6). */
class ExifFieldsTest {
  private static final int BYTE = 1;
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;

  private static final int IFD_BYTES = 2 + 12 * 3 + 4;

  @TempDir Path folder;

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
        List.copyOf(fields(photo, "DateTimeOriginal", "Model", "Artist", "F-Number").entrySet()));
  }

  @Test
  void numbersAreNumbersAndPlacesDegrees() throws IOException {
    EncodedImage photo = jpeg(exif());
    Map<String, Object> fields = fields(photo, "ISOSpeedRatings", "GPSLatitude", "GPSLongitude");
    assertEquals(400, ((Number) fields.get("ISOSpeedRatings")).intValue());
    assertEquals(-(33 + 51 / 60.0 + 36 / 3600.0), (double) fields.get("GPSLatitude"), 1e-9);
    assertEquals(151 + 12.5 / 60.0, (double) fields.get("GPSLongitude"), 1e-9);
  }

  @Test
  void brokenBlockHasNoFields() throws IOException {
    byte[] exif = exif();
    for (int length = 0; length < exif.length; length += 7) {
      EncodedImage photo = jpeg(Arrays.copyOf(exif, length));
      fields(photo, "Model", "GPSLatitude"); // throws nothing
    }
    assertEquals(Map.of(), fields(jpeg(new byte[] {1, 2, 3}), "Model"));
  }

  /** What the two decades of other blocks beside EXIF can do, nobody has looked through. */
  @Test
  void nothingButExifIsRead() throws IOException {
    Path pipe = folder.resolve("pipe"); // opened, it would hang
    assertEquals(0, start("mkfifo", pipe.toString()));
    byte[] xmp =
        ("http://ns.adobe.com/xap/1.0/\0<!DOCTYPE a [<!ENTITY b SYSTEM \"%s\">]>"
                + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">&b;</x:xmpmeta>")
            .formatted(pipe.toUri())
            .getBytes(StandardCharsets.UTF_8);
    byte[] whole = TestImages.withSegment(jpeg(exif()).bytes(), 0xE1, xmp, new byte[0]);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertEquals(
                Map.of("Model", "Camera 1"),
                fields(new EncodedImage("a.jpg", whole), "Model", "XMPValueCount")));
  }

  private static int start(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static Map<String, Object> fields(EncodedImage photo, String... names) {
    ImageFormat format = ImageFormat.of(photo.bytes()).orElseThrow();
    return new ExifFields(List.of(names)).of(FileStructure.of(format, photo.bytes()));
  }

  /** 0/0 is what a receiver writes that knows no place yet. */
  @Test
  void aPlaceThatIsNoneIsLeftOut() {
    EncodedImage photo = new EncodedImage("a.jpg", TestImages.odd("gps_nan.jpg"));
    assertEquals(Map.of(), fields(photo, "GPSLatitude", "GPSLongitude"));
  }

  @ParameterizedTest
  @CsvSource({"90, 1, 180, 1", "0, 1, 0, 1"})
  void placesOnEarthAreTold(int north, int of, int east, int to) throws IOException {
    assertEquals(
        Map.of("GPSLatitude", -(double) north / of, "GPSLongitude", (double) east / to),
        place(north, of, east, to));
  }

  @ParameterizedTest
  @CsvSource({"91, 1, 10, 1", "10, 1, 181, 1", "1, 0, 10, 1", "10, 1, 0, 0", "-1, 0, 1, 1"})
  void othersAreLeftOut(int north, int of, int east, int to) throws IOException {
    assertEquals(Map.of(), place(north, of, east, to));
  }

  /** A word would have to be understood: else South lies in the north. */
  @ParameterizedTest
  @CsvSource({"S, W, -10, -20", "n, e, 10, 20", "South, W,,", "S, West,,", "S,0,,"})
  void theSideOfTheEquatorMustBeKnown(String ns, String ew, Double north, Double east)
      throws IOException {
    assertEquals(
        north == null ? Map.of() : Map.of("GPSLatitude", north, "GPSLongitude", east),
        place(ns, 10, 1, ew, 20, 1));
  }

  private Map<String, Object> place(int north, int of, int east, int to) throws IOException {
    return place("S", north, of, "E", east, to);
  }

  private Map<String, Object> place(String ns, int north, int of, String ew, int east, int to)
      throws IOException {
    block.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 1);
    entry(0x8825, LONG, 1, 8 + IFD_BYTES);
    block.position(8 + IFD_BYTES).putShort((short) 4);
    text(0x0001, ns);
    ratios(0x0002, north, of, 0, 1, 0, 1);
    text(0x0003, ew);
    ratios(0x0004, east, to, 0, 1, 0, 1);
    byte[] exif = Arrays.copyOf(block.array(), values);
    return fields(jpeg(exif), "GPSLatitude", "GPSLongitude");
  }

  /** The shore of the Dead Sea; 0 and 2 are above (CIPA DC-008, section 4.6.6). */
  @ParameterizedTest
  @CsvSource({"0, 430.5", "1, -430.5", "2, 430.5", "3, -430.5", "9, 430.5"})
  void belowTheSeaIsNegative(int reference, double height) throws IOException {
    block.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 1);
    entry(0x8825, LONG, 1, 8 + IFD_BYTES);
    block.position(8 + IFD_BYTES).putShort((short) 2);
    entry(0x0005, BYTE, 1, reference);
    ratios(0x0006, 861, 2);
    byte[] exif = Arrays.copyOf(block.array(), values);
    assertEquals(Map.of("GPSAltitude", height), fields(jpeg(exif), "GPSAltitude"));
  }

  @ParameterizedTest
  @CsvSource({
    "2024:05:01 12:30:00, 2024:05:01 12:30:00",
    "2024:02:29 23:59:59, 2024:02:29 23:59:59",
    "2024-05-01T12:30:00, 2024:05:01 12:30:00",
    "0000:00:00 00:00:00,",
    "2023:02:29 12:00:00,",
    "2024:13:01 12:30:00,",
    "2024:05:01 25:30:00,",
    "'    :  :     :  :  ',",
    "yesterday,",
  })
  void daysThatAreNoneAreLeftOut(String written, String told) throws IOException {
    block.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 1);
    entry(0x8769, LONG, 1, 8 + IFD_BYTES);
    block.position(8 + IFD_BYTES).putShort((short) 1);
    text(0x9003, written);
    byte[] exif = Arrays.copyOf(block.array(), values);
    Map<String, Object> fields = fields(jpeg(exif), ExifFields.DATE);
    assertEquals(told == null ? Map.of() : Map.of(ExifFields.DATE, told), fields);
  }

  @Test
  void aRatioThatIsNoNumberIsLeftOut() throws IOException {
    block.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 1);
    entry(0x8769, LONG, 1, 8 + IFD_BYTES);
    block.position(8 + IFD_BYTES).putShort((short) 2);
    ratios(0x829A, 1, 0);
    ratios(0x829D, 28, 10);
    byte[] exif = Arrays.copyOf(block.array(), values);
    assertEquals(Map.of("FNumber", 2.8), fields(jpeg(exif), "ExposureTime", "FNumber"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DateTimeOriginal", "Date/Time Original", "model", "FNumber", "GPSLatitude"})
  void knowsTheNames(String name) {
    assertTrue(ExifFields.exists(name));
    assertFalse(ExifFields.exists(name + "s"));
  }
}
