package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_ximgproc.createGraphSegmentation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.image.Image;
import io.sppdet.natives.NativeLibraries;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
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

  private static io.sppdet.proposal.GraphSegmentation graph(Mat bgr) {
    Mat floats = new Mat();
    Mat smooth = new Mat();
    bgr.convertTo(floats, CV_32F);
    GaussianBlur(floats, smooth, new Size(0, 0), 0.8);
    float[] values = new float[bgr.rows() * bgr.cols() * 3];
    smooth.<FloatBuffer>createBuffer().get(values);
    return new io.sppdet.proposal.GraphSegmentation(values, bgr.cols(), bgr.rows(), 3);
  }

  /** Noise has hardly two edges of one weight, so that OpenCV's unstable sorting doesn't matter. */
  @ParameterizedTest
  @CsvSource({"160, 120, 100", "121, 200, 300", "64, 64, 20", "300, 40, 1000"})
  @SuppressWarnings("try")
  void equalsThatOfOpenCv(int width, int height, float k) {
    Image image = Pictures.patchwork(width, height, 5);
    try (PointerScope scope = new PointerScope();
        GraphSegmentation segmentation = createGraphSegmentation(0.8, k, 100)) {
      Mat bgr = ShrunkImage.of(image, 1000).bgr();
      Mat labels = new Mat();
      segmentation.processImage(bgr, labels);
      int[] expected = new int[width * height];
      labels.<IntBuffer>createBuffer().get(expected);
      Segmentation found = graph(bgr).segment(k, 100);
      assertArrayEquals(expected, found.labels());
      assertEquals(Arrays.stream(expected).max().orElseThrow() + 1, found.regions());
    }
  }

  @Property(tries = 50)
  @SuppressWarnings("try")
  void regionsAreConnectedAndLargeEnough(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 30) int minSize,
      @ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      Mat bgr = ShrunkImage.of(Pictures.patchwork(width, height, seed), 1000).bgr();
      Segmentation found = graph(bgr).segment(50, minSize);
      int[] labels = found.labels();
      int[] sizes = new int[found.regions()];
      DisjointSets connected = new DisjointSets(labels.length);
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
  }

  private static void joinIfAlike(DisjointSets sets, int[] labels, int p, int q, boolean beside) {
    if (beside && labels[p] == labels[q] && sets.find(p) != sets.find(q)) {
      sets.join(sets.find(p), sets.find(q));
    }
  }

  @Test
  @SuppressWarnings("try")
  void largerKMakesFewerRegions() {
    try (PointerScope scope = new PointerScope()) {
      var graph = graph(ShrunkImage.of(Pictures.patchwork(200, 150, 8), 1000).bgr());
      int fine = graph.segment(20, 20).regions();
      int coarse = graph.segment(2000, 20).regions();
      assertTrue(coarse < fine, coarse + " and " + fine);
    }
  }
}
