package io.sppdet.pooling.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.Npz;
import io.sppdet.ReferenceFiles;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpatialPyramidPoolingTest {

  @ParameterizedTest
  @CsvSource({
    "a,1-2-4",
    "a,4-2-1",
    "a,1-2-3-6",
    "b,1-2-4",
    "b,4-2-1",
    "b,1-2-3-6",
    "c,1-2-4",
    "c,4-2-1",
    "c,1-2-3-6"
  })
  void projectedBoxesPoolToTheReference(String geometry, String levels) throws IOException {
    Npz npz = Npz.read(ReferenceFiles.of("roi_spp.npz"));
    FeatureMap map = channelsLast(npz.shape("map"), npz.floats("map"));
    double[] g = npz.doubles("geometry_" + geometry);
    // the ratio was stored as float32: 1.28 has to be 1.28 again
    double ratio = Double.parseDouble(Float.toString((float) g[0]));
    RoiProjection projection = new RoiProjection((int) g[1], g[2], ratio);
    List<Window> windows =
        boxes(npz.doubles("boxes")).stream()
            .map(box -> projection.window(box, map.width(), map.height()))
            .toList();
    SpatialPyramidPooling spp = new SpatialPyramidPooling(levels(levels));

    assertEquals(windows(npz.ints("window_" + geometry)), windows);
    float[] max = reference(npz, "max_" + geometry + "_" + levels);
    float[] average = reference(npz, "avg_" + geometry + "_" + levels);
    assertArrayEquals(max, spp.max(map, windows));
    assertArrayEquals(average, spp.average(map, windows), 1e-6f);
  }

  @Property(tries = 300)
  void binsHoldWhatTheDefinitionSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 7) Integer> levels) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, height, width, channels);
    checkAgainstDefinition(random, map, levels);
  }

  /** Pyramids whose coarse levels are, or must not be, put together from finer ones. */
  @Property(tries = 400)
  void levelsMadeOfFinerOnesHoldWhatTheDefinitionSays(
      @ForAll long seed,
      @ForAll("related") List<Integer> levels,
      @ForAll @IntRange(min = 1, max = 14) int height,
      @ForAll @IntRange(min = 1, max = 14) int width) {
    Random random = new Random(seed);
    float[] values = new float[height * width * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3); // nearly every bin has several largest cells
    }
    checkAgainstDefinition(random, new FeatureMap(height, width, 2, values), levels);
  }

  /** So many windows that blocks of several sizes are made; narrow, square and whole ones. */
  @Property(tries = 60)
  void manyWindowsHoldWhatFewDo(
      @ForAll long seed,
      @ForAll("related") List<Integer> levels,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, height, width, 3);
    List<Window> windows =
        IntStream.range(0, 150).mapToObj(i -> randomWindow(random, height, width)).toList();
    SpatialPyramidPooling spp = new SpatialPyramidPooling(levels);
    float[] many = spp.max(map, windows);
    int length = spp.bins() * 3;
    for (int r = 0; r < windows.size(); r++) {
      float[] one = spp.max(map, windows.subList(r, r + 1));
      assertArrayEquals(one, Arrays.copyOfRange(many, r * length, (r + 1) * length));
    }
  }

  @Provide
  Arbitrary<List<Integer>> related() {
    return Arbitraries.of(
        List.of(4, 2, 1),
        List.of(6, 3, 2, 1),
        List.of(1, 2, 4),
        List.of(5, 3),
        List.of(6, 4, 2),
        List.of(4, 4, 1, 2),
        List.of(3, 6, 3, 1));
  }

  private static void checkAgainstDefinition(Random random, FeatureMap map, List<Integer> levels) {
    int channels = map.channels();
    List<Window> windows =
        IntStream.range(0, 4)
            .mapToObj(i -> randomWindow(random, map.height(), map.width()))
            .toList();
    SpatialPyramidPooling spp = new SpatialPyramidPooling(levels);
    float[] max = spp.max(map, windows);
    float[] average = spp.average(map, windows);
    int[] argMax = spp.argMax(map, windows);

    int at = 0;
    for (Window window : windows) {
      for (int n : levels) {
        for (int bin = 0; bin < n * n; bin++) {
          for (int c = 0; c < channels; c++, at++) {
            Bin expected = Bin.of(map, window, n, bin / n, bin % n, c);
            assertEquals(expected.max(), max[at]);
            assertEquals(expected.mean(), average[at], 1e-5);
            assertEquals(expected.firstMaximum(), argMax[at]);
          }
        }
      }
    }
    assertEquals(at, max.length);
    assertEquals(at, windows.size() * spp.bins() * channels);
  }

  @Property(tries = 100)
  void vectorDoesNotDependOnTheOtherWindows(@ForAll long seed) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, 9, 7, 3);
    List<Window> windows = IntStream.range(0, 5).mapToObj(i -> randomWindow(random, 9, 7)).toList();
    SpatialPyramidPooling spp = new SpatialPyramidPooling(List.of(3, 1));
    float[] all = spp.max(map, windows);
    int length = all.length / windows.size();
    for (int i = 0; i < windows.size(); i++) {
      float[] alone = spp.max(map, List.of(windows.get(i)));
      assertArrayEquals(Arrays.copyOfRange(all, i * length, (i + 1) * length), alone);
    }
  }

  @Test
  void levels421GiveTwentyOneBins() {
    assertEquals(21, new SpatialPyramidPooling(List.of(4, 2, 1)).bins());
  }

  @Test
  void noWindowsGiveNothing() {
    FeatureMap map = randomMap(new Random(1), 2, 2, 2);
    assertEquals(0, new SpatialPyramidPooling(List.of(1)).max(map, List.of()).length);
  }

  @Test
  void argMaxStaysInTheBinWhereNothingIsAboveMinusInfinity() {
    float[] values = new float[6];
    Arrays.fill(values, Float.NEGATIVE_INFINITY);
    int[] cells =
        new SpatialPyramidPooling(List.of(1))
            .argMax(new FeatureMap(2, 3, 1, values), List.of(Window.ofCells(1, 1, 2, 1)));
    assertArrayEquals(new int[] {4}, cells);
  }

  @Test
  void windowOutsideTheMapIsRefused() {
    FeatureMap map = randomMap(new Random(1), 3, 5, 2);
    SpatialPyramidPooling spp = new SpatialPyramidPooling(List.of(2));
    for (Window window : List.of(Window.ofCells(0, 0, 5, 0), Window.ofCells(4, 0, 4, 3))) {
      List<Window> windows = List.of(Window.ofCells(0, 0, 4, 2), window);
      var e = assertThrows(IllegalArgumentException.class, () -> spp.max(map, windows));
      assertTrue(e.getMessage().contains("outside a map of 5x3"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> spp.average(map, windows));
      assertThrows(IllegalArgumentException.class, () -> spp.argMax(map, windows));
    }
  }

  @Test
  void windowThroughCellsIsRefused() {
    FeatureMap map = randomMap(new Random(1), 3, 5, 2);
    SpatialPyramidPooling spp = new SpatialPyramidPooling(List.of(2));
    List<Window> windows = List.of(new Window(0, 0, 1.5, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> spp.max(map, windows));
    assertTrue(e.getMessage().contains("cuts through cells"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> spp.average(map, windows));
    assertThrows(IllegalArgumentException.class, () -> spp.argMax(map, windows));
  }

  @Test
  void levelsMustBePositive() {
    for (List<Integer> levels : List.of(List.<Integer>of(), List.of(0), List.of(2, -1))) {
      assertThrows(IllegalArgumentException.class, () -> new SpatialPyramidPooling(levels));
    }
  }

  /** One bin and channel, cell by cell: the definition. */
  private record Bin(float max, double mean, int firstMaximum) {
    static Bin of(FeatureMap map, Window window, int n, int row, int col, int channel) {
      float max = Float.NEGATIVE_INFINITY;
      double sum = 0;
      int cells = 0;
      int first = -1;
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          if (holds(y, (int) window.y0(), (int) window.height(), n, row)
              && holds(x, (int) window.x0(), (int) window.width(), n, col)) {
            float value = map.values()[(y * map.width() + x) * map.channels() + channel];
            if (first < 0 || value > max) {
              max = value;
              first = y * map.width() + x;
            }
            sum += value;
            cells++;
          }
        }
      }
      return new Bin(max, sum / cells, first);
    }

    private static boolean holds(int cell, int start, int cells, int n, int bin) {
      return cell >= start + Math.floor((double) bin * cells / n)
          && cell < start + Math.ceil((double) (bin + 1) * cells / n);
    }
  }

  /** Values of a coarse grid, so that ties are frequent. */
  private static FeatureMap randomMap(Random random, int height, int width, int channels) {
    float[] values = new float[height * width * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(41) - 20) / 4f;
    }
    return new FeatureMap(height, width, channels, values);
  }

  private static Window randomWindow(Random random, int height, int width) {
    int x0 = random.nextInt(width);
    int y0 = random.nextInt(height);
    return Window.ofCells(
        x0, y0, x0 + random.nextInt(width - x0), y0 + random.nextInt(height - y0));
  }

  private static List<Integer> levels(String text) {
    return Arrays.stream(text.split("-", -1)).map(Integer::valueOf).toList();
  }

  private static List<Box> boxes(double[] v) {
    return IntStream.range(0, v.length / 4)
        .mapToObj(i -> new Box(v[4 * i], v[4 * i + 1], v[4 * i + 2], v[4 * i + 3]))
        .toList();
  }

  private static List<Window> windows(int[] v) {
    return IntStream.range(0, v.length / 4)
        .mapToObj(i -> Window.ofCells(v[4 * i], v[4 * i + 1], v[4 * i + 2], v[4 * i + 3]))
        .toList();
  }

  private static FeatureMap channelsLast(int[] shape, float[] values) {
    float[] moved = moveChannels(1, shape[0], shape[1] * shape[2], values);
    return new FeatureMap(shape[1], shape[2], shape[0], moved);
  }

  /** The reference as {@code (R, bins, C)}. */
  private static float[] reference(Npz npz, String name) {
    int[] shape = npz.shape(name);
    return moveChannels(shape[0], shape[1], shape[2], npz.floats(name));
  }

  /** {@code (N, C, cells)} to {@code (N, cells, C)}. */
  private static float[] moveChannels(int count, int channels, int cells, float[] values) {
    float[] moved = new float[values.length];
    for (int n = 0; n < count; n++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < cells; i++) {
          moved[(n * cells + i) * channels + c] = values[(n * channels + c) * cells + i];
        }
      }
    }
    return moved;
  }
}
