package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives are written by the JDK, and spoilt by hand after the zip specification. */
class ImageArchiveTest {
  private static final int MEGABYTE = 1_000_000;

  @TempDir Path folder;

  private final byte[] photo = read(Path.of("samples", "chelsea.jpg"));

  @Test
  void dotsOfAWindowsPathHideNothing() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/..\\..\\b.jpg", photo);
    entries.put("a\\.trash\\b.jpg", photo);
    Path zip = Files.write(folder.resolve("x.zip"), zip(entries));
    PassedOver passedOver = new PassedOver();
    List<ImageInput> images = new ImageArchive(zip).images(new ImageReader(), passedOver);
    assertEquals(List.of(zip + "/a/..\\..\\b.jpg"), images.stream().map(ImageInput::name).toList());
    assertEquals(1, passedOver.lines(PassedOverTest::words).size());
  }

  @Test
  void imagesComeSortedUnderTheirNames() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("b.jpg", "notes.txt", "a/é 犬.JPG", "a/", "__MACOSX/._b.jpg")) {
      entries.put(name, name.endsWith("/") ? new byte[0] : photo);
    }
    entries.put("a/._é 犬.JPG", new byte[] {0, 5, 0x16, 7, 0, 2, 0, 0});
    entries.put("a/._photo.jpg", photo);
    entries.put(".trash/b.jpg", photo);
    entries.put("./c.jpg", photo);
    PassedOver passedOver = new PassedOver();
    Path zip = Files.write(folder.resolve("x.zip"), zip(entries));
    List<ImageInput> images = new ImageArchive(zip).images(new ImageReader(), passedOver);
    assertEquals(
        List.of("2 hidden images not looked at; the first is " + zip + "/a/._photo.jpg"),
        passedOver.lines(PassedOverTest::words));
    assertEquals(
        List.of(zip + "/./c.jpg", zip + "/a/é 犬.JPG", zip + "/b.jpg"),
        images.stream().map(ImageInput::name).toList());
    for (ImageInput image : images) {
      assertEquals(image.name(), image.image().file());
      assertArrayEquals(
          new ImageReader().read(Path.of("samples", "chelsea.jpg")).rgb(), image.image().rgb());
    }
  }

  @Test
  void anArchiveIsKnownByItsNameOrItsStart() throws IOException {
    byte[] zip = zip(Map.of("a.jpg", photo));
    assertTrue(ImageArchive.isAt(Files.write(folder.resolve("photos"), zip)));
    assertTrue(ImageArchive.isAt(Files.write(folder.resolve("empty.ZIP"), new byte[0])));
    assertEquals(false, ImageArchive.isAt(Files.write(folder.resolve("zip.jpg"), zip)));
    assertEquals(false, ImageArchive.isAt(folder));
  }

  /** Commons Compress leaves a file that it opens itself open when the archive is damaged. */
  @Test
  void damagedArchivesAreClosed() throws IOException {
    Path open = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(open), "no list of open files on this system");
    byte[] zip = zip(Map.of("a.jpg", photo));
    int directory = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
    zip[directory + 42] = -1; // where the entry is said to begin
    zip[directory + 45] = 127;
    byte[] cut = Arrays.copyOf(zip, zip.length - 8);
    for (byte[] damaged : List.of(zip, cut)) {
      images(damaged);
      long before = entries(open);
      for (int i = 0; i < 50; i++) {
        images(damaged);
      }
      long after = entries(open);
      assertTrue(after < before + 25, before + " files were open, now " + after);
    }
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a.jpg", "b/../../a.jpg", "/a.jpg", "..\\a.jpg", "C:\\a.jpg", "b\\..\\a.jpg"})
  void nameThatLeadsOutIsRefused(String name) throws IOException {
    assertFails("its name leads out of the archive", images(zip(Map.of(name, photo))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..a.jpg", "a...jpg", "b../a.jpg", "c/d:a.jpg"})
  void nameWithDotsIsNot(String name) throws IOException {
    assertEquals(451, images(zip(Map.of(name, photo))).get(0).image().width());
  }

  @Test
  void encryptedOrSpoiltFilesCostNoOther() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.jpg", photo);
    entries.put("b.jpg", photo);
    entries.put("c.jpg", photo);
    byte[] zip = zip(entries);
    List<Integer> directory = places(zip, "PK\1\2");
    zip[directory.get(0) + 8] |= 1; // the flag of encryption
    zip[directory.get(1) + 16] ^= 1; // the checksum
    List<ImageInput> images = images(zip);
    assertFails("encrypted", images.subList(0, 1));
    assertFails("damaged in the archive: wrong checksum", images.subList(1, 2));
    assertEquals(451, images.get(2).image().width());
  }

  @Test
  void fileThatUnpacksToAbsurdSizeIsRefused() throws IOException {
    byte[] zip = zip(Map.of("a.bmp", new byte[40 * MEGABYTE]));
    assertTrue(zip.length < MEGABYTE / 10, "packs to " + zip.length);
    assertFails("unpacks to more than 200 times its size, as a zip bomb", images(zip));
    // a small one is harmless, and judged as an image
    assertFails("not an image", images(zip(Map.of("a.bmp", new byte[9 * MEGABYTE]))));
  }

  @Test
  void filesThatSharePackedBytesAreRefused() throws IOException {
    byte[] zip = zip(Map.of("a.jpg", photo));
    assertFails("its files overlap", images(repeated(zip, 100)));
  }

  @Test
  void absurdNumberOfFilesIsRefused() throws IOException {
    byte[] zip = zip(Map.of("a.jpg", new byte[0]));
    assertFails("an archive of more than 100000 files", images(repeated(zip, 100_001)));
  }

  @Test
  void archiveInAnArchiveIsTold() throws IOException {
    byte[] inner = zip(Map.of("a.jpg", photo));
    assertFails("an archive in an archive", images(zip(Map.of("inner.zip", inner))));
  }

  /** What is at an entry's place then is another photo, or none. */
  @Test
  void anArchiveThatChangesGivesNoOtherPhoto() throws IOException {
    ImageInput first = images(zip(Map.of("b.jpg", photo))).get(0);
    images(zip(Map.of("a.jpg", photo)));
    assertFails("not where it was: the archive was changed", List.of(first));
    images(zip(Map.of()));
    assertFails("not where it was: the archive was changed", List.of(first));
    images(zip(Map.of("b.jpg", photo)));
    assertEquals("b.jpg", Path.of(first.image().file()).getFileName().toString());
  }

  @Test
  void damagedArchiveIsTold() throws IOException {
    byte[] zip = zip(Map.of("a.jpg", photo));
    assertFails("a damaged zip archive", images(Arrays.copyOf(zip, zip.length / 2)));
    assertFails("a damaged zip archive", images(new byte[0]));
    assertFails("the archive holds no images", images(zip(Map.of("a.txt", photo))));
  }

  /** The archive whose directory lists its one entry so often. */
  private static byte[] repeated(byte[] zip, int count) {
    int start = places(zip, "PK\1\2").get(0);
    int end = places(zip, "PK\5\6").get(0);
    int size = end - start;
    ByteBuffer out = ByteBuffer.allocate(zip.length + (count - 1) * size);
    out.order(ByteOrder.LITTLE_ENDIAN).put(zip, 0, start);
    for (int i = 0; i < count; i++) {
      out.put(zip, start, size);
    }
    int tail = out.position();
    out.put(zip, end, zip.length - end);
    out.putShort(tail + 8, (short) count).putShort(tail + 10, (short) count);
    out.putInt(tail + 12, count * size);
    return out.array();
  }

  private static List<Integer> places(byte[] zip, String signature) {
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    return IntStream.iterate(
            text.indexOf(signature), i -> i >= 0, i -> text.indexOf(signature, i + 1))
        .boxed()
        .toList();
  }

  private List<ImageInput> images(byte[] zip) throws IOException {
    return new ImageArchive(Files.write(folder.resolve("x.zip"), zip))
        .images(new ImageReader(), new PassedOver());
  }

  private static void assertFails(String reason, List<ImageInput> inputs) {
    assertEquals(1, inputs.size(), inputs.toString());
    SppdetException e =
        assertThrows(SppdetException.class, () -> inputs.get(0).image(), inputs.toString());
    assertEquals(inputs.get(0).name(), e.subject());
    assertTrue(e.reason().startsWith(reason), e.reason());
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
