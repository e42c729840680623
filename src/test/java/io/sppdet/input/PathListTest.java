package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathListTest {
  @Test
  void readsNoFurtherThanAskedAndTellsWhatItCouldNotRead() throws IOException {
    byte[] names = "a.jpg\nb.jpg\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    InputStream broken = new PipedInputStream(); // nothing is at its other end
    PathList list = new PathList(new SequenceInputStream(new ByteArrayInputStream(names), broken));
    for (int i = 0; i < 200_000; i++) {
      assertEquals(i % 2 == 0 ? "a.jpg" : "b.jpg", list.next());
      assertNull(list.failure());
    }
    assertFalse(list.hasNext());
    assertEquals("Pipe not connected", list.failure().getMessage());
  }

  /** Whoever writes the list may wait for an answer to each name. */
  @Test
  void givesEachNameBeforeTheNextIsWritten() throws IOException {
    PipedOutputStream writer = new PipedOutputStream();
    PathList list = new PathList(new PipedInputStream(writer));
    for (String name : List.of("\uFEFFa.jpg", "b.jpg", "GIF87a.gif")) {
      writer.write((name + "\n").getBytes(StandardCharsets.UTF_8));
      assertEquals(name.replace("\uFEFF", ""), list.next());
    }
    writer.close();
    assertFalse(list.hasNext());
    assertNull(list.failure());
  }

  @Test
  void anImageIsNoList() throws IOException {
    for (String format : List.of("gif", "png", "bmp", "jpg", "tif")) {
      ByteArrayOutputStream image = new ByteArrayOutputStream();
      BufferedImage black = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
      assertTrue(ImageIO.write(black, format, image), format);
      PathList list = new PathList(new ByteArrayInputStream(image.toByteArray()));
      assertFalse(list.hasNext(), format);
      assertTrue(list.failure().getMessage().startsWith("is an image ("), format);
    }
    String name = "GIF89a.gif"; // begins as one
    assertEquals(List.of(name), read(name));
  }

  @Test
  void endsAtWhatIsNoList() throws IOException {
    byte[] bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) 'x');
    PathList list = new PathList(new ByteArrayInputStream(bytes));
    assertFalse(list.hasNext());
    assertTrue(list.failure().getMessage().contains("not a list"), list.failure().getMessage());
  }

  /** As {@code find -print0} writes them. */
  @Property
  void anyNamesComeThroughNuls(@ForAll("names") List<String> names) throws IOException {
    assertEquals(names, read(String.join("\0", names) + "\0"));
  }

  @Property
  void namesWithoutLineBreaksComeThroughLines(@ForAll("names") List<String> names)
      throws IOException {
    List<String> plain = names.stream().map(n -> n.replaceAll("[\n\r\uFEFF]", "_")).toList();
    assertEquals(plain, read(String.join("\n", plain)));
    assertEquals(plain, read(String.join("\r\n\r\n", plain) + "\r\n"));
  }

  @Provide
  Arbitrary<List<String>> names() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .excludeChars('\0')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(StandardCharsets.UTF_8.newEncoder()::canEncode); // no half of a pair
    return any.list().ofMinSize(1);
  }

  private static List<String> read(String text) throws IOException {
    List<String> names = new ArrayList<>();
    PathList list = new PathList(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    list.forEachRemaining(names::add);
    assertNull(list.failure());
    return names;
  }

  /** As Windows PowerShell writes it. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aListWithAMarkIsReadInItsEncoding(String charset) throws IOException {
    byte[] list = "\uFEFFa b.jpg\r\nGröße 犬 🦝.jpg\r\n".getBytes(charset);
    List<String> names = new ArrayList<>();
    new PathList(new ByteArrayInputStream(list)).forEachRemaining(names::add);
    assertEquals(List.of("a b.jpg", "Größe 犬 🦝.jpg"), names);
  }
}
