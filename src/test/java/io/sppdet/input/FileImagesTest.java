package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF files are written by the JDK, and their directories changed after TIFF 6.0. */
class FileImagesTest {
  private static final int PAGES = 3;
  private static final int IMAGE_WIDTH = 256;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"scan.tif", "SCAN.TIFF", "scan"})
  void eachPageIsAnImage(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), tiff(PAGES));
    List<ImageInput> images = images(file);
    assertEquals(PAGES, images.size());
    for (int i = 0; i < PAGES; i++) {
      assertEquals(file + "#" + (i + 1), images.get(i).name());
      Image page = images.get(i).image();
      assertEquals(images.get(i).name(), page.file());
      assertEquals(List.of(10 + i, 5), List.of(page.width(), page.height()));
      assertEquals(50 * i, page.rgb()[0] & 255);
    }
  }

  @Test
  void pagesComeThroughAStreamToo() throws IOException {
    List<ImageInput> images =
        new ImageSearch(new ImageReader(), false)
            .read("stdin", new ByteArrayInputStream(tiff(PAGES)));
    assertEquals(
        List.of("stdin#1", "stdin#2", "stdin#3"), images.stream().map(ImageInput::name).toList());
    assertEquals(12, images.get(2).image().width());
  }

  @Test
  void onePageIsTheFile() throws IOException {
    Path file = Files.write(folder.resolve("one.tif"), tiff(1));
    assertEquals(List.of(file.toString()), images(file).stream().map(ImageInput::name).toList());
  }

  /** Programs keep a small version of a page beside it. */
  @Test
  void smallerVersionIsNoPage() throws IOException {
    byte[] tiff = tiff(PAGES);
    ByteBuffer in = ByteBuffer.wrap(tiff).order(order(tiff));
    int second = directories(tiff).get(1);
    int entry = second + 2;
    assertEquals(IMAGE_WIDTH, in.getShort(entry), "the first entry was to be the width");
    in.putShort(entry, (short) 254).putShort(entry + 2, (short) 4);
    in.putInt(entry + 4, 1).putInt(entry + 8, 1);
    Path file = Files.write(folder.resolve("x.tif"), tiff);
    List<ImageInput> images = images(file);
    assertEquals(List.of(file + "#1", file + "#2"), images.stream().map(ImageInput::name).toList());
    assertEquals(12, images.get(1).image().width());
  }

  @Test
  void directoriesInALoopEnd() throws IOException {
    byte[] tiff = tiff(PAGES);
    List<Integer> directories = directories(tiff);
    link(tiff, directories.get(2), directories.get(0));
    assertEquals(PAGES, images(Files.write(folder.resolve("x.tif"), tiff)).size());
  }

  @Test
  void pageBeyondTheEndFailsAlone() throws IOException {
    byte[] tiff = tiff(2);
    link(tiff, directories(tiff).get(1), 1_000_000_000);
    List<ImageInput> images = images(Files.write(folder.resolve("x.tif"), tiff));
    assertEquals(3, images.size());
    assertEquals(11, images.get(1).image().width());
    SppdetException e = assertThrows(SppdetException.class, () -> images.get(2).image());
    assertEquals(Kind.IMAGE_TRUNCATED, e.kind());
    assertEquals(images.get(2).name(), e.subject());
  }

  @Test
  void absurdNumberOfPagesIsRefused() throws IOException {
    int count = 10_001;
    ByteBuffer tiff = ByteBuffer.allocate(8 + 6 * count).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
    for (int i = 1; i <= count; i++) {
      tiff.putShort((short) 0).putInt(8 + 6 * i); // a directory of no entries, and the next
    }
    List<ImageInput> images = images(Files.write(folder.resolve("x.tif"), tiff.array()));
    assertEquals(1, images.size());
    SppdetException e = assertThrows(SppdetException.class, () -> images.get(0).image());
    assertTrue(e.reason().contains("more than 10,000 pages"), e.reason());
  }

  @Test
  void anyBeginningOfAFileIsSurvived() throws IOException {
    byte[] tiff = tiff(PAGES);
    for (int length = 0; length < tiff.length; length++) {
      Path file = Files.write(folder.resolve("x.tif"), Arrays.copyOf(tiff, length));
      List<ImageInput> images = images(file);
      assertThrows(SppdetException.class, () -> images.get(images.size() - 1).image(), "" + length);
    }
  }

  private static List<ImageInput> images(Path file) {
    return new FileImages(new ImageReader()).of(file);
  }

  /** Pages of 10, 11, 12 … by 5 pixels, each brighter than the one before. */
  private static byte[] tiff(int pages) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("tif").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < pages; i++) {
        BufferedImage page = new BufferedImage(10 + i, 5, BufferedImage.TYPE_BYTE_GRAY);
        int[] grey = new int[page.getWidth() * page.getHeight()];
        Arrays.fill(grey, 50 * i);
        page.getRaster().setPixels(0, 0, page.getWidth(), page.getHeight(), grey);
        writer.writeToSequence(new IIOImage(page, null, null), writer.getDefaultWriteParam());
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static ByteOrder order(byte[] tiff) {
    return tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static List<Integer> directories(byte[] tiff) {
    ByteBuffer in = ByteBuffer.wrap(tiff).order(order(tiff));
    return IntStream.iterate(
            in.getInt(4), at -> at != 0, at -> in.getInt(at + 2 + 12 * in.getShort(at)))
        .boxed()
        .toList();
  }

  private static void link(byte[] tiff, int directory, int next) {
    ByteBuffer out = ByteBuffer.wrap(tiff).order(order(tiff));
    out.putInt(directory + 2 + 12 * out.getShort(directory), next);
  }
}
