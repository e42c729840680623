package io.sppdet.proposal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.bytedeco.opencv.global.opencv_core.CV_16S;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.Scharr;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own arithmetic against OpenCV's, and on processors of other kinds. */
class OwnFiltersTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).resolve("samples");

  /** Of the boxes of three photos by `fast`, made once: no processor may change them. */
  private static final String BOXES = "646 1614796724 1112 1323296001 2188 -2139629211";

  /** Prints {@link #boxes}. */
  public static void main(String[] args) {
    System.out.println(boxes());
  }

  private static String boxes() {
    StringBuilder numbers = new StringBuilder();
    for (String sample : List.of("chelsea.jpg", "dog.jpg", "astronaut.jpg")) {
      Image image = new ImageReader().read(SAMPLES.resolve(sample));
      List<Box> boxes = ProposalMethod.FAST.generator().propose(image);
      numbers.append(boxes.size()).append(' ').append(boxes.hashCode()).append(' ');
    }
    return numbers.toString().trim();
  }

  @Test
  void theBoxesAreThese() {
    assertEquals(BOXES, boxes());
  }

  /** Elsewhere OpenCV computes with other instructions, and Java compiles nothing at first. */
  @Test
  void theyAreTheSameOnAProcessorThatCanDoLess() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:UseAVX=0", "-XX:-UseFMA", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(OwnFiltersTest.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(SAMPLES.getParent().toFile())
            .redirectError(new File("/dev/null"));
    builder.environment().put("OPENCV_CPU_DISABLE", "AVX2,FP16,FMA3,AVX");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), US_ASCII).trim();
    assertEquals(0, process.waitFor());
    assertEquals(boxes(), printed);
  }

  /** Every third level of each colour, and the last. */
  @ParameterizedTest
  @CsvSource({"HSV", "LAB", "GREY"})
  void colourSpacesAreThoseOfOpenCv(ColourSpace space) {
    int levels = 86;
    byte[] rgb = new byte[3 * levels * levels * levels];
    for (int i = 0; i < rgb.length / 3; i++) {
      rgb[3 * i] = (byte) (3 * (i % levels));
      rgb[3 * i + 1] = (byte) (3 * (i / levels % levels));
      rgb[3 * i + 2] = (byte) (3 * (i / levels / levels));
    }
    Planes found = space.of(new Image("colours", levels * levels, levels, rgb));
    int code =
        switch (space) {
          case HSV -> COLOR_RGB2HSV;
          case LAB -> COLOR_RGB2Lab;
          default -> COLOR_RGB2GRAY;
        };
    int channels = found.channels().size();
    byte[] expected = new byte[channels * levels * levels * levels];
    try (BytePointer data = new BytePointer(rgb);
        Mat image = new Mat(levels, levels * levels, CV_8UC3, data);
        Mat converted = new Mat()) {
      cvtColor(image, converted, code);
      converted.<ByteBuffer>createBuffer().get(expected);
    }
    for (int c = 0; c < channels; c++) {
      byte[] plane = new byte[levels * levels * levels];
      for (int p = 0; p < plane.length; p++) {
        plane[p] = expected[p * channels + c];
      }
      assertSame(plane, found.channels().get(c), space == ColourSpace.LAB ? 1 : 0);
    }
  }

  /** Levels that differ do so by at most so many, and are at most a hundredth. */
  private static void assertSame(byte[] expected, byte[] found, int difference) {
    int others = 0;
    for (int p = 0; p < expected.length; p++) {
      assertEquals(expected[p] & 0xFF, found[p] & 0xFF, difference, "at " + p);
      others += expected[p] == found[p] ? 0 : 1;
    }
    assertTrue(others <= expected.length / 100, others + " of " + expected.length);
  }

  @Property(tries = 50)
  void derivativesAreThoseOfOpenCv(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll long seed) {
    byte[] plane = ColourSpace.BLUE.of(Pictures.patchwork(width, height, seed)).channels().get(0);
    short[] dx = new short[plane.length];
    short[] dy = new short[plane.length];
    try (BytePointer data = new BytePointer(plane);
        Mat image = new Mat(height, width, CV_8U, data);
        Mat alongX = new Mat();
        Mat alongY = new Mat()) {
      Scharr(image, alongX, CV_16S, 1, 0);
      Scharr(image, alongY, CV_16S, 0, 1);
      alongX.<ShortBuffer>createBuffer().get(dx);
      alongY.<ShortBuffer>createBuffer().get(dy);
    }
    SteeredDerivatives found = new SteeredDerivatives(plane, width, height);
    assertArrayEquals(dx, found.alongX());
    assertArrayEquals(dy, found.alongY());
  }
}
