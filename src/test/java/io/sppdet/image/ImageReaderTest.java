package io.sppdet.image;

import static io.sppdet.image.TestImages.BLUE;
import static io.sppdet.image.TestImages.GREEN;
import static io.sppdet.image.TestImages.HEIGHT;
import static io.sppdet.image.TestImages.RED;
import static io.sppdet.image.TestImages.WHITE;
import static io.sppdet.image.TestImages.WIDTH;
import static io.sppdet.image.TestImages.concat;
import static io.sppdet.image.TestImages.encode;
import static io.sppdet.image.TestImages.exif;
import static io.sppdet.image.TestImages.pixel;
import static io.sppdet.image.TestImages.progressiveJpeg;
import static io.sppdet.image.TestImages.quadrants;
import static io.sppdet.image.TestImages.withChunk;
import static io.sppdet.image.TestImages.withExif;
import static io.sppdet.image.TestImages.withSegment;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sppdet.ChildJava;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderTest {
  private static final int[] UPRIGHT = {RED, GREEN, BLUE, WHITE};

  @TempDir private Path folder;

  /** Every format, whole. */
  static Map<String, byte[]> files() {
    return Map.of(
        "jpeg", quadrants("jpg"),
        "progressive jpeg", progressiveJpeg(),
        "png", quadrants("png"),
        "bmp", quadrants("bmp"),
        "gif", quadrants("gif"),
        "tiff", TestImages.tiff(quadrants(BufferedImage.TYPE_INT_RGB), 1),
        "lossless webp", webp(0, 0, 255, 101),
        "lossy webp", webp(0, 0, 255, 80));
  }

  static Stream<String> names() {
    return files().keySet().stream();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tif"})
  void readsColoursOfEachFormat(String format) {
    assertQuadrants(read(quadrants(format)), UPRIGHT);
  }

  @Test
  void readsProgressiveJpeg() {
    byte[] jpeg = progressiveJpeg();
    assertTrue(
        new String(jpeg, StandardCharsets.ISO_8859_1).contains("\u00ff\u00c2"), "has no SOF2");
    assertQuadrants(read(jpeg), UPRIGHT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp"})
  void readsGreyAsEqualChannels(String format) {
    BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixel(0, 0, new int[1]);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      grey.getRaster().setSample(i % WIDTH, i / WIDTH, 0, i % WIDTH < WIDTH / 2 ? 40 : 200);
    }
    Image image = read(encode(grey, format));
    assertColour(0x282828, image, 4, 4);
    assertColour(0xC8C8C8, image, WIDTH - 4, 4);
  }

  @Test
  void readsCmykJpeg() throws IOException {
    try (var resource = ImageReaderTest.class.getResourceAsStream("cmyk.jpg")) {
      assertQuadrants(read(resource.readAllBytes()), UPRIGHT);
    }
  }

  @Test
  void readsWebp() {
    assertColour(RED, read(webp(0, 0, 255, 101)), 4, 4);
    assertColour(RED, read(webp(0, 0, 255, 90)), 4, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void readsPalette(String format) {
    assertQuadrants(read(encode(quadrants(BufferedImage.TYPE_BYTE_INDEXED), format)), UPRIGHT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tif"})
  void roundsSixteenBitsToEight(String format) {
    BufferedImage wide = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      wide.getRaster().setSample(i % WIDTH, i / WIDTH, 0, 200 * 257);
    }
    assertColour(0xC8C8C8, read(encode(wide, format)), 4, 4);
  }

  @Test
  void putsTransparentPixelsOverWhite() {
    Image image = read(translucent());
    assertColour(WHITE, image, 4, 4); // invisible black
    assertColour(0x80FF80, image, WIDTH - 4, 4); // half of green
    assertColour(BLUE, image, 4, HEIGHT - 4); // opaque
  }

  @Test
  void putsSixteenBitAlphaOverWhite() {
    try (Mat bgra =
            new Mat(HEIGHT, WIDTH, opencv_core.CV_16UC4, new Scalar(0, 0, 65535, 65535 / 2.0));
        BytePointer png = new BytePointer()) {
      opencv_imgcodecs.imencode(".png", bgra, png);
      assertColour(0xFF8080, read(bytes(png)), 4, 4);
    }
  }

  @Test
  void putsTransparentPaletteEntryOverWhite() {
    byte[] palette = {0, 0, 0, 0, (byte) 255, 0}; // black and green
    var colours = new IndexColorModel(8, 2, palette, 0, false, 0);
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, colours);
    image.getRaster().setSample(4, 4, 0, 1);
    for (String format : List.of("png", "gif")) {
      Image read = read(encode(image, format));
      assertColour(WHITE, read, 8, 8);
      assertColour(GREEN, read, 4, 4);
    }
  }

  @Test
  void putsWebpAlphaOverWhite() {
    try (Mat bgra = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC4, new Scalar(0, 255, 0, 128));
        BytePointer webp = new BytePointer()) {
      opencv_imgcodecs.imencode(".webp", bgra, webp);
      assertColour(0x7FFF7F, read(bytes(webp)), 4, 4);
    }
  }

  @Test
  void putsTiffAlphaOverWhite() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(4, 4, 0x8000FF00);
    image.setRGB(5, 4, 0xFF0000FF);
    Image read = read(encode(image, "tif"));
    assertColour(0x7FFF7F, read, 4, 4);
    assertColour(BLUE, read, 5, 4);
    assertColour(WHITE, read, 8, 8);
  }

  /** For each orientation, the stored quadrants seen upright, from the EXIF standard. */
  @ParameterizedTest
  @CsvSource({
    "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"
  })
  void turnsUprightOnce(int orientation, String letters) {
    int[] expected = letters.chars().map(ImageReaderTest::colour).toArray();
    assertQuadrants(read(withExif(quadrants("jpg"), orientation)), expected);
    assertQuadrants(read(withChunk(quadrants("png"), "eXIf", exif(orientation))), expected);
    byte[] withAlpha = encode(quadrants(BufferedImage.TYPE_INT_ARGB), "png");
    assertQuadrants(read(withChunk(withAlpha, "eXIf", exif(orientation))), expected);
  }

  @Test
  void turnsTiffUprightOnce() {
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB}) {
      assertQuadrants(
          read(TestImages.tiff(quadrants(type), 6)), new int[] {BLUE, RED, WHITE, GREEN});
    }
  }

  @Test
  void ignoresABrokenExifBlock() {
    byte[] withAlpha = encode(quadrants(BufferedImage.TYPE_INT_ARGB), "png");
    byte[] half = Arrays.copyOf(exif(6), 12);
    assertQuadrants(read(withChunk(withAlpha, "eXIf", half)), UPRIGHT);
    byte[] head = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    assertQuadrants(read(withSegment(quadrants("jpg"), 0xE1, head, half)), UPRIGHT);
  }

  @Test
  void readsTheFirstOfSeveral() throws IOException {
    byte[] jpeg = quadrants("jpg");
    byte[] other = encode(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "jpg");
    assertQuadrants(read(concat(jpeg, other)), UPRIGHT); // as MPF lays them out
    assertQuadrants(read(concat(jpeg, Arrays.copyOf(other, 100))), UPRIGHT);
    assertQuadrants(read(withSegment(jpeg, 0xE1, other)), UPRIGHT); // a thumbnail
    assertQuadrants(read(twoFrames("gif")), UPRIGHT);
    assertQuadrants(read(twoFrames("tif")), UPRIGHT);
  }

  @Test
  void readsGifWhoseBackgroundIsNoColourOfIts() {
    byte[] gif = encode(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_BINARY), "gif");
    gif[11] = (byte) 255;
    assertColour(0, read(gif), 4, 4);
  }

  @Test
  void readsPastTrailingAndFillBytes() {
    byte[] jpeg = quadrants("jpg");
    assertQuadrants(read(concat(jpeg, new byte[100])), UPRIGHT);
    assertQuadrants(read(TestImages.insert(jpeg, 2, new byte[] {-1, -1, -1})), UPRIGHT);
    assertQuadrants(read(concat(quadrants("png"), new byte[100])), UPRIGHT);
    assertQuadrants(read(concat(quadrants("gif"), new byte[100])), UPRIGHT);
  }

  @Test
  void readsJpegWithRestartMarkers() {
    try (Mat bgr = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, new Scalar(0, 0, 255, 0));
        IntPointer interval = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 1);
        BytePointer jpeg = new BytePointer()) {
      opencv_imgcodecs.imencode(".jpg", bgr, jpeg, interval);
      byte[] bytes = bytes(jpeg);
      assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).contains("\u00ff\u00d1"));
      assertColour(RED, read(bytes), 4, 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.jpg", "Größe 犬.jpg", "no-extension", "wrong.png"})
  void theNameDoesNotMatter(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), quadrants("jpg"));
    Image image = new ImageReader().read(file);
    assertQuadrants(image, UPRIGHT);
    assertEquals(file.toString(), image.file());
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesTruncatedFiles(String name) {
    byte[] whole = files().get(name);
    assertEquals(WIDTH, read(whole).width());
    List<Integer> lengths = new ArrayList<>(List.of(20, whole.length / 2, whole.length * 3 / 4));
    for (int missing = 1; missing <= 20; missing++) {
      lengths.add(whole.length - missing);
    }
    for (int length : lengths) {
      SppdetException e =
          assertThrows(
              SppdetException.class,
              () -> read(Arrays.copyOf(whole, length)),
              name + " cut to " + length + " of " + whole.length);
      assertEquals(Kind.IMAGE_TRUNCATED, e.kind(), name + " cut to " + length + ": " + e);
      assertTrue(e.reason().contains("truncated"), e.reason());
    }
  }

  @Test
  void refusesAMissingFile() {
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> new ImageReader().read(folder.resolve("none.jpg")));
    assertEquals(Kind.IMAGE_MISSING, e.kind());
    assertEquals("no such file", e.reason());
    assertEquals(folder.resolve("none.jpg").toString(), e.subject());
  }

  @Test
  void refusesAFolder() {
    SppdetException e = assertThrows(SppdetException.class, () -> new ImageReader().read(folder));
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
    assertEquals("a folder, not an image", e.reason());
  }

  @Test
  void refusesAFileWithoutPermission() throws IOException {
    Path file = Files.write(folder.resolve("secret.jpg"), quadrants("jpg"));
    assertTrue(file.toFile().setReadable(false, false));
    assumeFalse(Files.isReadable(file)); // root may read all
    SppdetException e = assertThrows(SppdetException.class, () -> new ImageReader().read(file));
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
    assertEquals("no permission to read it", e.reason());
  }

  @Test
  void refusesAnEmptyFile() {
    assertUnreadable("the file is empty", new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hello, this is text\n", "B", "BMW is a car maker of Bavaria\n", "%PDF-1.4"})
  void refusesWhatIsNoImage(String text) {
    assertUnreadable(
        "not an image sppdet can read (JPEG, PNG, WebP, BMP, TIFF, GIF or HEIC)",
        text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesAPngWithAWrongChecksum() {
    byte[] png = quadrants("png");
    png[png.length - 20] ^= 1;
    assertUnreadable("the PNG file is damaged: wrong checksum", png);
  }

  @Test
  void refusesAHeaderWithoutAnImage() {
    byte[] empty = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9};
    assertUnreadable("the JPEG file tells no size", empty);
  }

  @Test
  void refusesTooManyPixels() {
    byte[] png = quadrants("png");
    ByteBuffer header = ByteBuffer.allocate(13).putInt(70_000).putInt(20_000).put(png, 24, 5);
    byte[] rest = concat(Arrays.copyOf(png, 8), Arrays.copyOfRange(png, 33, png.length));
    byte[] huge =
        TestImages.insert(
            rest,
            8,
            Arrays.copyOfRange(withChunk(new byte[33], "IHDR", header.array()), 33, 33 + 25));
    assertUnreadable("too large: 70000 x 20000 pixels, at most 200,000,000 are read", huge);
    byte[] jpeg = quadrants("jpg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 50_000);
    assertUnreadable("too large: 50000 x 60000 pixels, at most 200,000,000 are read", jpeg);
  }

  @Test
  void refusesWhatIsLargerThanItsLimits() throws IOException {
    byte[] png = quadrants("png");
    Path file = Files.write(folder.resolve("image.png"), png);
    int pixels = WIDTH * HEIGHT;
    assertEquals(WIDTH, new ImageReader(new ImageLimits(pixels, png.length)).read(file).width());
    assertRefused(
        "too large: 48 x 32 pixels, at most 1,535 are read",
        new ImageLimits(pixels - 1, png.length),
        file);
    assertRefused(
        "too large a file: at most %d bytes are read".formatted(png.length - 1),
        new ImageLimits(pixels, png.length - 1),
        file);
  }

  private static void assertRefused(String reason, ImageLimits limits, Path file) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> new ImageReader(limits).read(file));
    assertEquals(reason, e.reason());
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
  }

  /** A decoder may go by the first size, a careless check by the last. */
  @Test
  void refusesAJpegThatTellsTwoSizes() {
    byte[] jpeg = quadrants("jpg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    byte[] huge = Arrays.copyOfRange(jpeg, frame, frame + 19);
    ByteBuffer.wrap(huge).putShort(5, (short) 60_000).putShort(7, (short) 50_000);
    for (int at : new int[] {frame, frame + 19}) {
      assertUnreadable(
          "the JPEG file is damaged: it tells its size twice", TestImages.insert(jpeg, at, huge));
    }
  }

  @Test
  void refusesAPngOfTooFewPixels() {
    byte[] all = quadrants("png");
    byte[] few = encode(quadrants(BufferedImage.TYPE_INT_RGB).getSubimage(0, 0, WIDTH, 9), "png");
    byte[] pixels = Arrays.copyOfRange(few, 33, few.length);
    assertUnreadable(
        "the PNG file is damaged: its pixels can't be unpacked",
        concat(Arrays.copyOf(all, 33), pixels));
  }

  @Test
  void refusesAPngWhosePixelsAreNoZlibStream() {
    byte[] png = quadrants("png");
    byte[] nonsense = "not packed at all".getBytes(StandardCharsets.US_ASCII);
    byte[] head = Arrays.copyOf(png, 33);
    byte[] end = Arrays.copyOfRange(png, png.length - 12, png.length);
    assertUnreadable(
        "the PNG file is damaged: its pixels can't be unpacked",
        concat(withChunk(head, "IDAT", nonsense), end));
  }

  /** The wait for somebody to write to it would never end. */
  @Test
  @Timeout(20)
  void refusesAPipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe.jpg");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
    assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
    assertRefused("a pipe, socket or device, not a file", ImageLimits.DEFAULT, pipe);
  }

  @Test
  void tellsThatALinkLeadsNowhere() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), folder.resolve("none.jpg"));
    SppdetException e = assertThrows(SppdetException.class, () -> new ImageReader().read(link));
    assertEquals("a link to a file that is not there", e.reason());
  }

  /** Bad input as users have it, and harmless oddities, must not make native code print. */
  @Test
  void nativeCodePrintsNothing() throws IOException, InterruptedException {
    List<String> command = ChildJava.command();
    command.addAll(List.of("-cp", ChildJava.classPath(), ImageReaderTest.class.getName()));
    int number = 0;
    for (byte[] whole : files().values()) {
      for (int length : new int[] {20, whole.length / 2, whole.length - 1, whole.length}) {
        Path file = folder.resolve("bad" + number++);
        command.add(Files.write(file, Arrays.copyOf(whole, length)).toString());
      }
    }
    byte[] badProfile = "icc\0\0nonsense".getBytes(StandardCharsets.US_ASCII);
    byte[] odd = withChunk(quadrants("png"), "iCCP", badProfile);
    byte[] wrong = quadrants("png");
    wrong[wrong.length - 20] ^= 1;
    command.add(Files.write(folder.resolve("odd.png"), odd).toString());
    command.add(Files.write(folder.resolve("wrong.png"), wrong).toString());
    command.add(Files.writeString(folder.resolve("text.jpg"), "text").toString());
    for (String half : List.of("jpg_half_then_eoi.jpg", "jpg_half_zeros_eoi.jpg")) {
      command.add(Files.write(folder.resolve(half), TestImages.odd(half)).toString());
    }

    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), printed);
    assertEquals("", printed);
  }

  /** Reads all the files named, silently. */
  public static void main(String[] files) {
    for (String file : files) {
      try {
        EncodedImage image = EncodedImage.read(Path.of(file), ImageLimits.DEFAULT);
        new ImageReader(ImageLimits.DEFAULT, true, ExifFields.NONE).photo(image);
        new ImageReader().read(image);
      } catch (SppdetException expected) {
        // bad input is the point
      }
    }
  }

  /** Also holds what the file tells of its size against what is decoded. */
  private Image read(byte[] bytes) {
    try {
      Path file = Files.write(folder.resolve("image"), bytes);
      Image image = new ImageReader().read(file);
      assertEquals(new ImageSize(image.width(), image.height()), new ImageReader().size(file));
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SppdetException refused(byte[] bytes) {
    return assertThrows(SppdetException.class, () -> read(bytes));
  }

  private void assertUnreadable(String reason, byte[] bytes) {
    SppdetException e = refused(bytes);
    assertEquals(reason, e.reason());
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
  }

  private static void assertQuadrants(Image image, int[] colours) {
    assertEquals(WIDTH * HEIGHT, image.width() * image.height());
    for (int i = 0; i < 4; i++) {
      int x = i % 2 == 0 ? 4 : image.width() - 5;
      int y = i / 2 == 0 ? 4 : image.height() - 5;
      assertColour(colours[i], image, x, y);
    }
  }

  private static void assertColour(int expected, Image image, int x, int y) {
    Color want = new Color(expected);
    Color got = new Color(pixel(image, x, y));
    int difference =
        Math.max(
            Math.abs(want.getRed() - got.getRed()),
            Math.max(
                Math.abs(want.getGreen() - got.getGreen()),
                Math.abs(want.getBlue() - got.getBlue())));
    assertTrue(difference <= 4, () -> "at " + x + "," + y + ": want " + want + ", got " + got);
  }

  private static int colour(int letter) {
    return switch (letter) {
      case 'R' -> RED;
      case 'G' -> GREEN;
      case 'B' -> BLUE;
      default -> WHITE;
    };
  }

  private static byte[] webp(int blue, int green, int red, int quality) {
    try (Mat bgr = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, new Scalar(blue, green, red, 0));
        IntPointer how = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality);
        BytePointer webp = new BytePointer()) {
      opencv_imgcodecs.imencode(".webp", bgr, webp, how);
      return bytes(webp);
    }
  }

  private static byte[] bytes(BytePointer encoded) {
    byte[] bytes = new byte[(int) encoded.limit()];
    encoded.get(bytes);
    return bytes;
  }

  /** Black, invisible; green at half; opaque blue and white. */
  private static byte[] translucent() {
    BufferedImage image = quadrants(BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < WIDTH * HEIGHT / 2; i++) {
      boolean left = i % WIDTH < WIDTH / 2;
      image.setRGB(i % WIDTH, i / WIDTH, left ? 0 : 0x7F00FF00);
    }
    return encode(image, "png");
  }

  private static byte[] twoFrames(String format) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName(format).next();
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      BufferedImage first = quadrants(BufferedImage.TYPE_INT_RGB);
      BufferedImage second = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      for (BufferedImage frame : List.of(first, second)) {
        var frameAlone = new IIOImage(frame, null, null);
        writer.writeToSequence(frameAlone, writer.getDefaultWriteParam());
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  @Test
  void aStreamIsReadToItsEnd() throws IOException {
    Path photo = Path.of("samples", "chelsea.jpg");
    try (InputStream in = Files.newInputStream(photo)) {
      Image image = new ImageReader().read("it", in);
      assertArrayEquals(new ImageReader().read(photo).rgb(), image.rgb());
      assertEquals("it", image.file());
      assertTrue(in.available() == 0);
    }
  }
}
