package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_ximgproc.createGraphSegmentation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.image.Image;
import io.sppdet.natives.NativeLibraries;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_ximgproc.GraphSegmentation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphSegmentationTest {
  @BeforeAll
  static void loadOpenCv() {
    NativeLibraries.loadXimgproc();
  }

  private static WeightedEdges edges(Image image) {
    return OpenCvFilters.edges(new Planes(image.width(), image.height(), planes(image)));
  }

  /** Blue, green, red. */
  private static List<byte[]> planes(Image image) {
    List<byte[]> planes = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = new byte[image.width() * image.height()];
      for (int p = 0; p < plane.length; p++) {
        plane[p] = image.rgb()[3 * p + 2 - channel];
      }
      planes.add(plane);
    }
    return planes;
  }

  private static WeightedEdges own(Image image) {
    return Filters.OWN.edges(new Planes(image.width(), image.height(), planes(image)));
  }

  private static Segmentation segment(WeightedEdges edges, float k, int minSize) {
    return io.sppdet.proposal.GraphSegmentation.segment(edges, k, minSize);
  }

  /** Noise has hardly two edges of one weight, so that OpenCV's unstable sorting doesn't matter. */
  @ParameterizedTest
  @CsvSource({"160, 120, 100", "121, 200, 300", "64, 64, 20", "300, 40, 1000"})
  @SuppressWarnings("try")
  void equalsThatOfOpenCv(int width, int height, float k) {
    Image image = Pictures.patchwork(width, height, 5);
    try (PointerScope scope = new PointerScope();
        GraphSegmentation segmentation = createGraphSegmentation(0.8, k, 100)) {
      Mat rgb = new Mat(height, width, CV_8UC3, new BytePointer(image.rgb()));
      Mat bgr = new Mat();
      Mat labels = new Mat();
      cvtColor(rgb, bgr, COLOR_RGB2BGR);
      segmentation.processImage(bgr, labels);
      int[] expected = new int[width * height];
      labels.<IntBuffer>createBuffer().get(expected);
      Segmentation found = segment(edges(image), k, 100);
      assertArrayEquals(expected, found.labels());
      assertEquals(Arrays.stream(expected).max().orElseThrow() + 1, found.regions());
    }
  }

  @Property(tries = 50)
  void regionsAreConnectedAndLargeEnough(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 30) int minSize,
      @ForAll long seed) {
    Segmentation found = segment(own(Pictures.patchwork(width, height, seed)), 50, minSize);
    int[] labels = found.labels();
    int[] sizes = new int[found.regions()];
    DisjointSets connected = new DisjointSets(labels.length, 0);
    for (int p = 0; p < labels.length; p++) {
      sizes[labels[p]]++;
      joinIfAlike(connected, labels, p, p + 1, (p + 1) % width != 0);
      joinIfAlike(connected, labels, p, p + width, p + width < labels.length);
    }
    for (int p = 0; p < labels.length; p++) {
      assertEquals(sizes[labels[p]], connected.size(connected.find(p)), "in pieces");
    }
    for (int size : sizes) {
      assertTrue(size >= Math.min(minSize, labels.length), "a region of " + size + " pixels");
    }
  }

  private static void joinIfAlike(DisjointSets sets, int[] labels, int p, int q, boolean beside) {
    if (beside && labels[p] == labels[q] && sets.find(p) != sets.find(q)) {
      sets.join(sets.find(p), sets.find(q));
    }
  }

  @Test
  void largerKMakesFewerRegions() {
    WeightedEdges edges = own(Pictures.patchwork(200, 150, 8));
    int fine = segment(edges, 20, 20).regions();
    int coarse = segment(edges, 2000, 20).regions();
    assertTrue(coarse < fine, coarse + " and " + fine);
  }

  /** Sorted, each edge once, and the distances of OpenCV's smoothed pixels but for rounding. */
  @Property(tries = 50)
  void ownEdgesAreThoseOfOpenCvButForRounding(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll long seed) {
    Image image = Pictures.patchwork(width, height, seed);
    WeightedEdges own = own(image);
    WeightedEdges exact = edges(image);
    assertEquals(exact.count(), own.count());
    float[] weights = new float[2 * width * height];
    for (int i = 0; i < exact.count(); i++) {
      weights[exact.edges()[i]] = exact.weights()[i];
    }
    boolean[] met = new boolean[weights.length];
    for (int i = 0; i < own.count(); i++) {
      int edge = own.edges()[i];
      assertFalse(met[edge], "twice");
      met[edge] = true;
      assertTrue(i == 0 || own.weights()[i] >= own.weights()[i - 1], "not sorted");
      // a sixth of a level for two pixels less of the Gaussian, and digits
      assertEquals(weights[edge], own.weights()[i], 0.25 + 0.01 * weights[edge]);
    }
  }
}
