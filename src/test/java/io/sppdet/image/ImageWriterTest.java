package io.sppdet.image;

import static io.sppdet.image.TestImages.pixel;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class ImageWriterTest {
  @TempDir private Path folder;

  private final Image image = new Image("x", 2, 1, new byte[] {-1, 0, 0, 0, 0, -1});

  @Test
  void pngKeepsEveryPixel() {
    Path file = folder.resolve("a.PNG");
    new ImageWriter().write(image, file);
    assertArrayEquals(image.rgb(), new ImageReader().read(file).rgb());
  }

  @ParameterizedTest
  @CsvSource({"a.png, PNG", "b.jpg, JPEG", "c.JPEG, JPEG", "犬 ö.jpg, JPEG"})
  void theExtensionChoosesTheFormat(String name, ImageFormat format) throws IOException {
    Path file = folder.resolve(name);
    new ImageWriter().write(image, file);
    assertEquals(format, ImageFormat.of(Files.readAllBytes(file)).orElseThrow());
  }

  @Test
  void jpegColoursAreInOrder() {
    byte[] rgb = new byte[3 * 32 * 32];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 255;
    }
    Path file = folder.resolve("red.jpg");
    new ImageWriter().write(new Image("x", 32, 32, rgb), file);
    assertEquals(0xFE0000, pixel(new ImageReader().read(file), 9, 9), 0x10000);
  }

  /** Such as an AVIF or a raw photo, which is no image that is read here. */
  @Test
  void whatIsOfAnUnknownFormatIsNotReplaced() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), new byte[] {0, 0, 0, 28, 'f', 't', 'y', 'p'});
    assertEquals("is a file that sppdet did not write, and is not replaced", failure(file));
    assertEquals(8, Files.size(file));
  }

  /** By whatever name and of whatever format; a link is replaced, not what it leads to. */
  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.jpg"})
  void nobodysPhotoIsReplaced(String name) throws IOException {
    for (String sample : List.of("chelsea.jpg", "dog.jpg")) {
      Path photo = Files.copy(Path.of("samples", sample), folder.resolve(name));
      SppdetException e =
          assertThrows(SppdetException.class, () -> new ImageWriter().write(image, photo));
      assertEquals(Kind.OUTPUT, e.kind());
      assertEquals(-1, Files.mismatch(Path.of("samples", sample), photo));
      Path other = Files.move(photo, folder.resolve("other"));
      Files.createSymbolicLink(photo, other);
      new ImageWriter().write(image, photo);
      assertEquals(-1, Files.mismatch(Path.of("samples", sample), other));
      new ImageWriter().write(image, photo); // its own
      Files.delete(photo);
      Files.delete(other);
    }
  }

  /** The JDK's reader knows where comments and texts stand. */
  @Test
  void othersReadTheSignature() throws IOException {
    for (String format : List.of("jpg", "png")) {
      Path file = folder.resolve("a." + format);
      new ImageWriter().write(image, file);
      var reader = ImageIO.getImageReadersByFormatName(format).next();
      try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
        reader.setInput(in);
        assertEquals(2, reader.read(0).getWidth());
        var metadata = reader.getImageMetadata(0);
        var text =
            ((Element) metadata.getAsTree("javax_imageio_1.0")).getElementsByTagName("TextEntry");
        assertEquals("sppdet", ((Element) text.item(0)).getAttribute("value"));
      } finally {
        reader.dispose();
      }
    }
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = Files.createFile(folder.resolve("a.png"));
    new ImageWriter().write(new Image("old", 1, 1, new byte[3]), file);
    new ImageWriter().write(image, file);
    assertArrayEquals(image.rgb(), new ImageReader().read(file).rgb());
    assertEquals(List.of(file), list());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.gif", "a", ".png.txt"})
  void refusesOtherExtensions(String name) throws IOException {
    assertEquals("pictures are written as .png, .jpg or .jpeg only", failure(folder.resolve(name)));
    assertEquals(List.of(), list());
  }

  @Test
  void refusesWhatCannotBeWritten() throws IOException {
    assertEquals("its folder does not exist", failure(folder.resolve("none/a.png")));
    Files.createDirectory(folder.resolve("dir.png"));
    assertEquals("there is a folder of this name", failure(folder.resolve("dir.png")));
    assertEquals(List.of(folder.resolve("dir.png")), list());
  }

  private String failure(Path file) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> new ImageWriter().write(image, file));
    assertEquals(Kind.OUTPUT, e.kind());
    assertEquals(file.toString(), e.subject());
    return e.reason();
  }

  private List<Path> list() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
