package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotatorTest {
  private static final int GREY = 0x777777;

  @Test
  void framesTheBoxInTheColourOfItsClass() {
    Image drawn = draw(400, 300, detection("dog", 11, 0.9, new Box(100, 80, 200, 180)));
    int colour = rgb(Colour.ofClass(11));
    assertEquals(colour, pixel(drawn, 100, 150)); // the first column of the box, and the last
    assertEquals(colour, pixel(drawn, 199, 150));
    assertEquals(colour, pixel(drawn, 150, 80));
    assertEquals(colour, pixel(drawn, 150, 179));
    assertEquals(GREY, pixel(drawn, 99, 150));
    assertEquals(GREY, pixel(drawn, 200, 150));
    assertEquals(GREY, pixel(drawn, 150, 130)); // the object itself is left alone
    assertEquals(GREY, pixel(drawn, 150, 180));
  }

  @Test
  void theImageGivenStaysAsItWas() {
    Image image = grey(100, 100);
    byte[] before = image.rgb().clone();
    new Annotator().draw(image, List.of(detection("dog", 1, 0.5, new Box(5, 5, 50, 50))));
    assertArrayEquals(before, image.rgb());
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "500, 375", "6000, 4000", "2000, 60"})
  void theTagStandsAboveTheBoxInContrast(int width, int height) {
    Box box = new Box(0, height / 2.0, width, height);
    Image drawn = draw(width, height, detection("cow", 9, 0.75, box));
    Colour colour = Colour.ofClass(9);
    long tag = count(drawn, height / 2 - 1, rgb(colour));
    long ink = near(drawn, height / 2 - 1, colour.contrasting());
    assertTrue(tag > 20 * 8, tag + " pixels of tag");
    assertTrue(ink > 20, ink + " pixels of ink");
    assertTrue(ink < tag, ink + " of ink on " + tag);
  }

  @Test
  void lineWidthGrowsWithThePicture() {
    assertEquals(1, lineWidth(60, 60));
    assertEquals(2, lineWidth(500, 375));
    assertEquals(20, lineWidth(6000, 4000));
  }

  @Test
  void tagsStayInsideAtEveryEdge() {
    for (int[] at : new int[][] {{0, 0}, {80, 0}, {0, 80}, {80, 80}}) {
      Box box = new Box(at[0], at[1], at[0] + 20.0, at[1] + 20.0);
      Image drawn = draw(100, 100, detection("sheep", 16, 0.5, box));
      assertTrue(count(drawn, 100, rgb(Colour.ofClass(16))) > 300, Arrays.toString(at));
    }
  }

  @Test
  void tagsOfOneplaceDoNotCoverEachOther() {
    Box box = new Box(100, 100, 200, 200);
    Detection dog = detection("dog", 0, 0.9, box);
    Image alone = draw(300, 300, dog);
    Image both = draw(300, 300, detection("cat", 1, 0.8, box), dog);
    int colour = rgb(Colour.ofClass(0));
    assertEquals(count(alone, 99, colour), count(both, 99, colour));
    assertTrue(count(both, 300, rgb(Colour.ofClass(1))) > 200);
  }

  @Test
  void drawsWhatIsLongForeignOrOutside() {
    draw(60, 60, detection("an endlessly long name of a class", 1, 1, new Box(0, 0, 9, 9)));
    draw(8, 4, detection("dog", 1, 1, new Box(0, 0, 8, 4)));
    draw(60, 60, detection("dog", 1, 1, new Box(60, 60, 60, 60)));
    draw(60, 60, detection("", 1, 1, new Box(10, 10, 20, 20)));
    Box box = new Box(50, 50, 90, 90);
    Image number = draw(200, 200, detection("class 3", 3, 1, box));
    assertArrayEquals(number.rgb(), draw(200, 200, detection("犬", 3, 1, box)).rgb());
    Image plain = draw(200, 200, detection("elan", 3, 1, box));
    assertArrayEquals(plain.rgb(), draw(200, 200, detection("élan", 3, 1, box)).rgb());
    assertFalse(Arrays.equals(plain.rgb(), number.rgb()));
  }

  @Test
  void writesThePicture(@TempDir Path folder) {
    Path file = folder.resolve("out.png");
    List<Detection> dog = List.of(detection("dog", 1, 0.5, new Box(5, 30, 50, 50)));
    new Annotator().write(grey(90, 60), dog, file);
    assertArrayEquals(
        new Annotator().draw(grey(90, 60), dog).rgb(), new ImageReader().read(file).rgb());
  }

  private static int lineWidth(int width, int height) {
    Box box = new Box(width / 2.0, 0, width, height);
    Image drawn = draw(width, height, detection("dog", 1, 0.5, box));
    int colour = rgb(Colour.ofClass(1));
    int line = 0;
    while (pixel(drawn, width / 2 + line, height / 2) == colour) {
      line++;
    }
    return line;
  }

  private static Detection detection(String label, int classId, double score, Box box) {
    return new Detection(label, classId, score, 0, box);
  }

  private static Image draw(int width, int height, Detection... detections) {
    return new Annotator().draw(grey(width, height), List.of(detections));
  }

  private static Image grey(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) GREY);
    return new Image("grey", width, height, rgb);
  }

  /** Pixels of a colour in the first rows. */
  private static long count(Image image, int rows, int colour) {
    long count = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < image.width(); x++) {
        count += pixel(image, x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * Pixels in the first rows that look like a colour: thin strokes are all edge, and so softened.
   */
  private static long near(Image image, int rows, Colour colour) {
    long count = 0;
    for (int i = 0; i < 3 * rows * image.width(); i += 3) {
      double red = (image.rgb()[i] & 255) - colour.red();
      double green = (image.rgb()[i + 1] & 255) - colour.green();
      double blue = (image.rgb()[i + 2] & 255) - colour.blue();
      count += Math.max(Math.max(Math.abs(red), Math.abs(green)), Math.abs(blue)) < 90 ? 1 : 0;
    }
    return count;
  }

  private static int pixel(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] rgb = image.rgb();
    return ((rgb[at] & 255) << 16) | ((rgb[at + 1] & 255) << 8) | (rgb[at + 2] & 255);
  }

  private static int rgb(Colour colour) {
    return (int) Math.rint(colour.red()) << 16
        | (int) Math.rint(colour.green()) << 8
        | (int) Math.rint(colour.blue());
  }
}
