package io.sppdet.image;

import static io.sppdet.image.TiffDirectory.STRIP_BYTE_COUNTS;
import static io.sppdet.image.TiffDirectory.STRIP_OFFSETS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.natives.NativeLibraries;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packed TIFFs as the JDK and libtiff write them, sound and spoilt. */
class TiffBlocksTest {
  private static final int WIDTH = 203;
  private static final int HEIGHT = 151;

  private static BufferedImage photo;

  @BeforeAll
  static void readPhoto() throws IOException {
    NativeLibraries.configure();
    BufferedImage whole = ImageIO.read(Path.of("samples", "dog.jpg").toFile());
    photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    photo.getGraphics().drawImage(whole, 0, 0, WIDTH, HEIGHT, null);
  }

  private static byte[] byJdk(String packing, int tile) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(packing);
      if (tile > 0) {
        param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
        param.setTiling(tile, tile, 0, 0);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(photo, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] byLibtiff(int packing, int rows) {
    byte[] bgr = new byte[3 * WIDTH * HEIGHT];
    photo.getRaster().getDataElements(0, 0, WIDTH, HEIGHT, bgr);
    int[] settings = {
      opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION,
      packing,
      opencv_imgcodecs.IMWRITE_TIFF_ROWSPERSTRIP,
      rows
    };
    try (BytePointer from = new BytePointer(bgr);
        Mat mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, from);
        IntPointer parameters = new IntPointer(settings);
        BytePointer encoded = new BytePointer()) {
      opencv_imgcodecs.imencode(".tif", mat, encoded, parameters);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  private static byte[] file(String packing, int size) throws IOException {
    return packing.matches("\\d+")
        ? byLibtiff(Integer.parseInt(packing), size)
        : byJdk(packing, size);
  }

  /** Where the last block lies that is packed: its first byte, and the one behind it. */
  private static int[] block(byte[] file) {
    TiffDirectory directory = new TiffDirectory(file);
    boolean tiled = directory.get(TiffDirectory.TILE_OFFSETS).length > 0;
    long[] offsets =
        directory.get(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
    long[] counts =
        directory.get(tiled ? TiffDirectory.TILE_BYTE_COUNTS : TiffDirectory.STRIP_BYTE_COUNTS);
    int longest = 0;
    for (int i = 0; i < counts.length; i++) {
      longest = counts[i] > counts[longest] ? i : longest;
    }
    return new int[] {(int) offsets[longest], (int) (offsets[longest] + counts[longest])};
  }

  /** By the name of the JDK's, or the number of libtiff's; tiles of a side, or rows a strip. */
  @ParameterizedTest
  @CsvSource({
    "LZW, 0",
    "LZW, 64",
    "ZLib, 0",
    "ZLib, 80",
    "Deflate, 0",
    "Deflate, 32",
    "PackBits, 0",
    "PackBits, 48",
    "JPEG, 0",
    "JPEG, 64",
    "5, 8",
    "5, 151",
    "5, 100",
    "8, 8",
    "8, 100",
    "32946, 7",
    "32773, 8",
    "32773, 151",
    "7, 16",
    "7, 151"
  })
  void whatIsSpoiltIsRefused(String packing, int size) throws IOException {
    byte[] sound = file(packing, size);
    Image read = TestImages.read(sound);
    assertEquals(WIDTH, read.width());
    assertEquals(HEIGHT, read.height());
    int[] block = block(sound);
    int length = block[1] - block[0];
    byte[] zeros = sound.clone();
    Arrays.fill(zeros, block[0] + length / 3, block[1], (byte) 0);
    assertThrows(SppdetException.class, () -> TestImages.read(zeros), "zeros");
    Random random = new Random(1);
    int found = 0;
    for (int time = 0; time < 50; time++) {
      byte[] noise = new byte[Math.min(200, length / 2)];
      random.nextBytes(noise);
      byte[] spoilt = sound.clone();
      int place = block[0] + length / 4 + random.nextInt(length / 4);
      System.arraycopy(noise, 0, spoilt, place, noise.length);
      try {
        TestImages.read(spoilt);
      } catch (SppdetException e) {
        found++;
      }
    }
    assertTrue(found >= 47, found + " of 50 are found");
  }

  /** Some writers fill the last strip up, so that all have as many rows. */
  @ParameterizedTest
  @CsvSource({"5, 151", "8, 151", "32773, 151"})
  void moreRowsThanThereAreAreNoFault(int packing, int rows) {
    byte[] file = byLibtiff(packing, rows);
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int directory = in.getInt(4);
    for (int i = 0; i < in.getShort(directory); i++) {
      if (in.getShort(directory + 2 + 12 * i) == TiffDirectory.HEIGHT) {
        in.putShort(directory + 2 + 12 * i + 8, (short) (HEIGHT - 20));
      }
    }
    assertEquals(HEIGHT - 20, TestImages.read(file).height());
  }

  /** libtiff leaves black what a strip lacks; the bytes of a single one it counts itself. */
  @Test
  void aStripThatIsTooShortIsRefused() {
    byte[] single = byLibtiff(1, HEIGHT);
    byte[] whole = TestImages.read(single).rgb();
    setStrip(single, STRIP_BYTE_COUNTS, 0, 100);
    assertArrayEquals(whole, TestImages.read(single).rgb());
    for (int strip : new int[] {0, 7, 18}) {
      byte[] several = byLibtiff(1, 8);
      assertArrayEquals(whole, TestImages.read(several).rgb());
      setStrip(several, STRIP_BYTE_COUNTS, strip, 100);
      assertRefused(several);
      byte[] nowhere = byLibtiff(1, 8);
      setStrip(nowhere, STRIP_OFFSETS, strip, 0);
      assertRefused(nowhere);
    }
  }

  private static void assertRefused(byte[] file) {
    SppdetException e = assertThrows(SppdetException.class, () -> TestImages.read(file));
    assertTrue(e.reason().startsWith("the TIFF file is damaged: "), e.reason());
  }

  /** Changes a number of a strip, in a file as libtiff writes it. */
  private static void setStrip(byte[] file, int tag, int strip, int number) {
    ByteBuffer tiff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int entry = tiff.getInt(4) + 2;
    while (tiff.getShort(entry) != tag) {
      entry += 12;
    }
    boolean isShort = tiff.getShort(entry + 2) == 3;
    int bytes = isShort ? 2 : 4;
    int place = tiff.getInt(entry + 4) * bytes > 4 ? tiff.getInt(entry + 8) : entry + 8;
    if (isShort) {
      tiff.putShort(place + strip * bytes, (short) number);
    } else {
      tiff.putInt(place + strip * bytes, number);
    }
  }
}
