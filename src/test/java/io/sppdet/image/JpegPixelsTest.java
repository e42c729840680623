package io.sppdet.image;

import static io.sppdet.image.TestImages.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample photo as libjpeg writes it in many ways, whole and damaged. */
class JpegPixelsTest {
  private static final byte[] END = {(byte) 0xFF, (byte) 0xD9};

  /** How OpenCV is told to write: progressive, optimized codes, restart interval, subsampling. */
  record Encoding(int progressive, int optimized, int restart, int sampling) {
    byte[] of(Mat photo) {
      int[] settings = {
        opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive,
        opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE, optimized,
        opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, restart,
        opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR, sampling
      };
      try (BytePointer jpeg = new BytePointer();
          IntPointer parameters = new IntPointer(settings)) {
        opencv_imgcodecs.imencode(".jpg", photo, jpeg, parameters);
        byte[] bytes = new byte[(int) jpeg.limit()];
        jpeg.get(bytes);
        return bytes;
      }
    }
  }

  static Stream<Encoding> encodings() {
    List<Encoding> all = new ArrayList<>();
    for (int progressive = 0; progressive < 2; progressive++) {
      for (int restart : new int[] {0, 1, 9, 5000}) {
        for (int sampling :
            new int[] {
              opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_411,
              opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420,
              opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422,
              opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_440,
              opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444
            }) {
          all.add(new Encoding(progressive, restart & 1, restart, sampling));
        }
      }
    }
    return all.stream();
  }

  private static byte[] jpeg(Encoding encoding) {
    try (BytePointer name = new BytePointer("samples/dog.jpg");
        Mat photo = opencv_imgcodecs.imread(name)) {
      return encoding.of(photo);
    }
  }

  /** Decoders fill up with grey what is damaged in them, too, and nobody could say where. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7, 9, 10, 11, 13, 14, 15})
  void codingsThatCanNotBeCheckedAreRefused(int kind) {
    byte[] jpeg = jpeg(0);
    int frame = 0;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) JpegMarker.SOF0) {
      frame++;
    }
    jpeg[frame + 1] = (byte) (JpegMarker.SOF0 + kind);
    for (ImageReader reader :
        List.of(new ImageReader(), new ImageReader(ImageLimits.DEFAULT, true, ExifFields.NONE))) {
      SppdetException e =
          assertThrows(SppdetException.class, () -> reader.read(new EncodedImage("a.jpg", jpeg)));
      assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
      assertEquals(
          "a.jpg: the JPEG file is of a kind sppdet can't read: "
              + (kind < 9 ? "lossless or hierarchical" : "arithmetic")
              + " coding, in which damage can't be found",
          e.getMessage());
    }
  }

  private static byte[] jpeg(int progressive) {
    return jpeg(new Encoding(progressive, 0, 0, opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void soundFilesAreRead(Encoding encoding) throws IOException {
    byte[] jpeg = jpeg(encoding);
    Image image = TestImages.read(jpeg);
    var java = ImageIO.read(new ByteArrayInputStream(jpeg)); // libjpeg, in a version of its own
    long difference = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        difference += Math.abs((java.getRGB(x, y) & 255) - (TestImages.pixel(image, x, y) & 255));
      }
    }
    assertTrue(difference < 3L * image.width() * image.height(), "differs by " + difference);
  }

  /** Whatever bytes are lost, all that is left is still a JPEG file with a beginning and an end. */
  @ParameterizedTest
  @MethodSource("encodings")
  void cutFilesAreRefusedThoughTheyHaveAnEnd(Encoding encoding) {
    byte[] jpeg = jpeg(encoding);
    int start = scan(jpeg);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      int length = start + random.nextInt(jpeg.length - start - 3);
      assertRefused(concat(Arrays.copyOf(jpeg, length), END));
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(jpeg, length), jpeg.length - 2);
      if (jpeg.length - length > 200) {
        assertRefused(concat(zeros, END));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void noiseIsRefused(int progressive) {
    byte[] jpeg = jpeg(progressive);
    int start = scan(jpeg);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1000];
      random.nextBytes(noise);
      byte[] damaged = jpeg.clone();
      int at = start + random.nextInt(jpeg.length - start - noise.length - 2);
      System.arraycopy(noise, 0, damaged, at, noise.length);
      assertRefused(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg_half_then_eoi.jpg", "jpg_half_zeros_eoi.jpg"})
  void halfAPictureIsRefused(String name) {
    assertRefused(TestImages.odd(name));
  }

  /** As a browser shows it: the upper half, and grey below. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatIsLeftCanBeRead(int progressive) {
    byte[] jpeg = jpeg(progressive);
    Image whole = TestImages.read(jpeg);
    byte[] half = Arrays.copyOf(jpeg, progressive == 0 ? jpeg.length / 2 : jpeg.length * 9 / 10);
    Photo left = damagedToo().photo(new EncodedImage("image", TestImages.withExif(half, 3)));
    assertEquals("the JPEG file is truncated: it ends too early", left.notes().damage());
    int x = whole.width() / 2;
    int y = 40;
    int turned =
        TestImages.pixel(left.image(), whole.width() - 1 - x, whole.height() - 1 - y) & 255;
    assertEquals(TestImages.pixel(whole, x, y) & 255, turned, 24);
    assertTrue(damagedToo().photo(new EncodedImage("image", jpeg)).notes().damage() == null);
  }

  @Test
  void whereNothingIsLeftNothingIsRead() {
    byte[] jpeg = jpeg(0);
    byte[] head = Arrays.copyOf(jpeg, scan(jpeg) - 40);
    EncodedImage file = new EncodedImage("image", head);
    assertThrows(SppdetException.class, () -> damagedToo().photo(file));
  }

  private static ImageReader damagedToo() {
    return new ImageReader(ImageLimits.DEFAULT, true, ExifFields.NONE);
  }

  @Test
  void aRestartOutOfOrderIsRefused() {
    byte[] jpeg = jpeg(new Encoding(0, 0, 40, opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420));
    String text = new String(jpeg, StandardCharsets.ISO_8859_1);
    jpeg[text.indexOf("\u00ff\u00d4", scan(jpeg)) + 1] = (byte) 0xD5;
    assertRefused(jpeg);
  }

  @Test
  void aHeaderOfAnotherSizeThanTheDataIsRefused() {
    for (int progressive = 0; progressive < 2; progressive++) {
      for (int by : new int[] {-8, -1, 1, 8}) {
        byte[] jpeg = jpeg(progressive);
        String text = new String(jpeg, StandardCharsets.ISO_8859_1);
        int frame = text.indexOf(progressive == 0 ? "\u00ff\u00c0" : "\u00ff\u00c2");
        jpeg[frame + 5] = (byte) (jpeg[frame + 5] + by); // the high byte of the height
        if (jpeg[frame + 5] > 0) {
          assertRefused(jpeg);
        }
      }
    }
  }

  /** What says nothing of the pixels: libjpeg would print its doubts. */
  @Test
  void oddHeadersAreRead() throws IOException {
    byte[] plain = Files.readAllBytes(Path.of("samples/dog.jpg"));
    byte[] jpeg = plain.clone();
    int scan = scan(jpeg) - 3;
    jpeg[scan + 1] = 0; // the last coefficient, as some cameras write it
    String text = new String(jpeg, StandardCharsets.ISO_8859_1);
    jpeg[text.indexOf("JFIF\0") + 5] = 9; // a version that there is none of
    byte[] adobe = "Adobe\0d\0\0\0\0\7".getBytes(StandardCharsets.ISO_8859_1);
    byte[] odd = TestImages.withSegment(jpeg, 0xEE, adobe);
    assertTrue(Arrays.equals(TestImages.read(plain).rgb(), TestImages.read(odd).rgb()));
  }

  private static int scan(byte[] jpeg) {
    String text = new String(jpeg, StandardCharsets.ISO_8859_1);
    int scan = text.indexOf("\u00ff\u00da");
    return scan + 2 + jpeg[scan + 3];
  }

  private static void assertRefused(byte[] jpeg) {
    SppdetException e = assertThrows(SppdetException.class, () -> TestImages.read(jpeg));
    assertTrue(e.kind() == Kind.IMAGE_TRUNCATED || e.kind() == Kind.IMAGE_UNREADABLE);
    assertTrue(e.reason().startsWith("the JPEG file is "), e.reason());
    assertEquals("image", e.subject());
  }
}
