package io.sppdet.pooling.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpatialPyramidGradientTest {

  /** A map without ties, windows on it, and a gradient of what is pooled. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Drawn(
      SpatialPyramidPooling spp, FeatureMap map, List<Window> windows, float[] pooled) {
    static Drawn of(long seed, int height, int width, int channels, List<Integer> levels) {
      Random random = new Random(seed);
      List<Integer> order =
          new ArrayList<>(IntStream.range(0, height * width * channels).boxed().toList());
      Collections.shuffle(order, random);
      float[] values = new float[order.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = order.get(i);
      }
      List<Window> windows = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int x0 = random.nextInt(width);
        int y0 = random.nextInt(height);
        windows.add(
            Window.ofCells(
                x0, y0, x0 + random.nextInt(width - x0), y0 + random.nextInt(height - y0)));
      }
      SpatialPyramidPooling spp = new SpatialPyramidPooling(levels);
      float[] pooled = new float[windows.size() * spp.bins() * channels];
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] = random.nextInt(33) - 16;
      }
      return new Drawn(spp, new FeatureMap(height, width, channels, values), windows, pooled);
    }

    SpatialPyramidGradient gradient() {
      return new SpatialPyramidGradient(spp, map.height(), map.width(), map.channels());
    }

    /** The weighted sum of all pooled values with one value of the map moved. */
    double lossAt(boolean max, int index, float step) {
      float[] values = map.values().clone();
      values[index] += step;
      FeatureMap moved = new FeatureMap(map.height(), map.width(), map.channels(), values);
      float[] output = max ? spp.max(moved, windows) : spp.average(moved, windows);
      double sum = 0;
      for (int i = 0; i < output.length; i++) {
        sum += (double) pooled[i] * output[i];
      }
      return sum;
    }
  }

  /** The values differ by 1 at least, so that a step of a quarter changes no maximum. */
  @Property(tries = 100)
  void gradientsAreThoseOfTheDifferences(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 5) Integer> levels) {
    Drawn drawn = Drawn.of(seed, height, width, channels, levels);
    float[] ofMax =
        drawn.gradient().ofMax(drawn.spp().argMax(drawn.map(), drawn.windows()), drawn.pooled());
    float[] ofAverage = drawn.gradient().ofAverage(drawn.windows(), drawn.pooled());
    assertEquals(drawn.map().values().length, ofMax.length);
    assertEquals(drawn.map().values().length, ofAverage.length);
    for (int i = 0; i < ofMax.length; i++) {
      double max = (drawn.lossAt(true, i, 0.25f) - drawn.lossAt(true, i, -0.25f)) / 0.5;
      assertEquals(max, ofMax[i], "maximum, value " + i);
      double average = (drawn.lossAt(false, i, 64) - drawn.lossAt(false, i, -64)) / 128;
      assertEquals(average, ofAverage[i], 1e-4, "average, value " + i);
    }
  }

  /** The kernel and one gather of the arg-max cells teach a map the same. */
  @Test
  void maximumEqualsAutogradThroughAGather() {
    Drawn drawn = Drawn.of(7, 9, 11, 4, List.of(4, 2, 1));
    int[] argMax = drawn.spp().argMax(drawn.map(), drawn.windows());
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray cells = scope.create(drawn.map().values(), new Shape(99, 4));
      cells.setRequiresGradient(true);
      Shape rows = new Shape(argMax.length / 4, 4);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray index = scope.create(argMax, rows).toType(DataType.INT64, false);
        NDArray pooled = cells.gather(index, 0);
        assertArrayEquals(drawn.spp().max(drawn.map(), drawn.windows()), pooled.toFloatArray());
        collector.backward(pooled.mul(scope.create(drawn.pooled(), rows)).sum());
      }
      assertArrayEquals(
          cells.getGradient().toFloatArray(), drawn.gradient().ofMax(argMax, drawn.pooled()));
    }
  }

  /** Of a 2×1 window on two bins a side: columns are bins, the row is in both rows of bins. */
  @Test
  void binsThatShareCellsAddUp() {
    SpatialPyramidGradient gradient =
        new SpatialPyramidGradient(new SpatialPyramidPooling(List.of(2, 1)), 1, 3, 1);
    List<Window> windows = List.of(Window.ofCells(1, 0, 2, 0));
    float[] pooled = {1, 2, 4, 8, 16};
    assertArrayEquals(new float[] {0, 1 + 4 + 8, 2 + 8 + 8}, gradient.ofAverage(windows, pooled));
    assertArrayEquals(
        new float[] {0, 1 + 4, 2 + 8 + 16}, gradient.ofMax(new int[] {1, 2, 1, 2, 2}, pooled));
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    SpatialPyramidPooling spp = new SpatialPyramidPooling(List.of(2, 1));
    SpatialPyramidGradient gradient = new SpatialPyramidGradient(spp, 3, 5, 2);
    List<Window> outside = List.of(Window.ofCells(0, 0, 5, 0));
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> gradient.ofAverage(outside, new float[10]));
    assertTrue(e.getMessage().contains("outside a map of 5x3"), e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class, () -> gradient.ofAverage(outside, new float[9]));
    assertEquals("expected 1 · 5 · 2 gradients, got 9", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> gradient.ofMax(new int[10], new float[20]));
    assertThrows(IllegalArgumentException.class, () -> gradient.ofMax(new int[9], new float[9]));
    assertThrows(IllegalArgumentException.class, () -> new SpatialPyramidGradient(spp, 0, 5, 2));
  }
}
