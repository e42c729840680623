package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against libheif, which made the PNGs: {@code heic/make_heic.py} in the resources. */
class HeicFileTest {
  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HeicFileTest.class.getResourceAsStream("heic/" + name)) {
      return in.readAllBytes();
    }
  }

  private static Image read(byte[] file) {
    return new ImageReader().read(new EncodedImage("photo.heic", file));
  }

  private static SppdetException refused(byte[] file) {
    return assertThrows(SppdetException.class, () -> read(file));
  }

  private static int find(byte[] file, String word) {
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(word);
    assertTrue(at > 0, word);
    return at;
  }

  /** One picture; a grid of six tiles that is turned; a grid of which a part is to be seen. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "grid", "cut"})
  void pixelsAreThoseOfLibheif(String name) throws IOException {
    Image image = read(resource(name + ".heic"));
    Image other = new ImageReader().read(new EncodedImage("it", resource(name + ".png")));
    assertEquals(other.width(), image.width());
    assertEquals(other.height(), image.height());
    double sum = 0;
    for (int i = 0; i < image.rgb().length; i++) {
      int difference = Math.abs((image.rgb()[i] & 255) - (other.rgb()[i] & 255));
      assertTrue(difference <= 3, "at " + i + ": " + difference);
      sum += difference;
    }
    assertTrue(sum / image.rgb().length < 0.7, "mean " + sum / image.rgb().length);
  }

  /** Corners as libheif has them: red, green above; blue, white below where nothing is turned. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, BWRG", "1, 0, RBGW", "2, 0, GRWB", "3, 0, WGBR",
    "0, 1, GRWB", "1, 1, WGBR", "2, 1, BWRG", "3, 1, RBGW"
  })
  void picturesAreTurnedAndThenMirrored(int angle, int axis, String corners) throws IOException {
    byte[] file = resource("quadrants.heic");
    file[find(file, "irot") + 4] = (byte) angle;
    file[find(file, "imir") + 4] = (byte) axis;
    Image image = read(file);
    assertEquals(angle % 2 == 0 ? 128 : 64, image.width());
    StringBuilder seen = new StringBuilder();
    for (int y : new int[] {8, image.height() - 8}) {
      for (int x : new int[] {8, image.width() - 8}) {
        seen.append(colour(image, x, y));
      }
    }
    assertEquals(corners, seen.toString());
  }

  private static char colour(Image image, int x, int y) {
    int bits = 0;
    for (int c = 0; c < 3; c++) {
      bits = bits << 1 | (image.rgb()[3 * (y * image.width() + x) + c] & 255) >> 7;
    }
    return Map.of(4, 'R', 2, 'G', 1, 'B', 7, 'W').get(bits);
  }

  /** The file is turned by what stands beside its EXIF, whose orientation another reader set. */
  @Test
  void exifIsReadAndDoesNotTurn() throws IOException {
    ImageReader reader =
        new ImageReader(ImageLimits.DEFAULT, false, new ExifFields(List.of("Model")));
    Photo photo = reader.photo(new EncodedImage("photo.heic", resource("grid.heic")));
    assertEquals("{Model=tel}", photo.notes().exif().toString());
    byte[] file = resource("grid.heic");
    file[find(file, "MM\0*") + 31] = 1; // the orientation in EXIF
    assertEquals(100, read(file).width());
  }

  @Test
  void sizeIsToldWithoutDecoding() throws IOException {
    Path file = Files.write(folder.resolve("photo.heic"), resource("grid.heic"));
    assertEquals(new ImageSize(100, 160), new ImageReader().size(file));
  }

  /** At each length: nothing is made up, and nothing but the two kinds of refusal comes. */
  @Test
  void filesThatAreCutAreRefused() throws IOException {
    byte[] file = resource("grid.heic");
    for (int length = 20; length < file.length; length += 41) {
      SppdetException e = refused(Arrays.copyOf(file, length));
      assertEquals(Kind.IMAGE_TRUNCATED, e.kind(), length + ": " + e.getMessage());
      assertEquals("the HEIC file is truncated: it ends too early", e.reason());
    }
  }

  @Test
  void aDamagedTileIsNotGuessed() throws IOException {
    byte[] file = resource("grid.heic");
    int data = find(file, "mdat") + 4;
    Arrays.fill(file, data + 30, data + 200, (byte) 0);
    assertEquals("the HEIC file is damaged: bytes that no picture holds", refused(file).reason());
    byte[] noise = resource("grid.heic");
    Arrays.fill(noise, data, data + 4, (byte) 7);
    assertEquals(
        "the HEIC file is damaged: a part of its picture is of no length that can be",
        refused(noise).reason());
  }

  @Test
  void aGridWithoutAllOfItsTilesIsRefused() throws IOException {
    byte[] file = resource("grid.heic");
    file[find(file, "idat") + 4 + 2] = 2; // three rows, of which the tiles make two
    assertEquals(
        "the HEIC file is damaged: 6 tiles of 64 x 64 for a grid of 3 x 3, 160 x 100 pixels",
        refused(file).reason());
  }

  /** Before anything is decoded. */
  @Test
  void aPhotoLargerThanTheLimitIsRefused() throws IOException {
    ImageReader small = new ImageReader(new ImageLimits(10_000, 1 << 20));
    EncodedImage file = new EncodedImage("photo.heic", resource("grid.heic"));
    SppdetException e = assertThrows(SppdetException.class, () -> small.read(file));
    assertEquals("too large: 160 x 100 pixels, at most 10,000 are read", e.reason());
  }

  @Test
  void picturesOfOtherKindsAreToldApart() throws IOException {
    byte[] file = resource("plain.heic");
    file[find(file, "hvc1")] = 'x';
    assertEquals(
        "the HEIC file is of a kind sppdet can't read: its picture is of kind xvc1",
        refused(file).reason());
    byte[] avif = resource("plain.heic");
    System.arraycopy("avif".getBytes(StandardCharsets.US_ASCII), 0, avif, 8, 4);
    assertEquals(
        "not an image sppdet can read (JPEG, PNG, WebP, BMP, TIFF, GIF or HEIC)",
        refused(avif).reason());
  }
}
