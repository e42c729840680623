package io.sppdet.pooling.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
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
import org.junit.jupiter.api.Test;

class AreaPoolingTest {
  @Provide
  Arbitrary<List<Integer>> levels() {
    return Arbitraries.of(
        List.of(4, 2, 1),
        List.of(1),
        List.of(6, 3, 2, 1),
        List.of(1, 2, 4),
        List.of(5, 3),
        List.of(4, 4, 1, 2));
  }

  private static FeatureMap randomMap(Random random, int height, int width, int channels) {
    float[] values = new float[height * width * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new FeatureMap(height, width, channels, values);
  }

  /** Its edges lie anywhere, some of them on cells' and some on the map's. */
  private static Window randomWindow(Random random, int height, int width) {
    double[] x = randomEdges(random, width);
    double[] y = randomEdges(random, height);
    return new Window(x[0], y[0], x[1], y[1]);
  }

  private static double[] randomEdges(Random random, int cells) {
    double least = 1 / 32.0;
    double start = random.nextDouble() * (cells - least);
    double end = start + least + random.nextDouble() * (cells - least - start);
    start = random.nextInt(3) == 0 ? Math.floor(start) : start;
    end = random.nextInt(3) == 0 ? Math.ceil(end) : end;
    return new double[] {start, end};
  }

  private static List<Window> randomWindows(Random random, int height, int width) {
    return IntStream.range(0, 6).mapToObj(i -> randomWindow(random, height, width)).toList();
  }

  /** The part of each cell that lies in each bin, over the bin's area: the definition. */
  private static double[][] shares(FeatureMap map, List<Window> windows, List<Integer> levels) {
    return windows.stream()
        .flatMap(
            w ->
                levels.stream()
                    .flatMap(
                        n ->
                            IntStream.range(0, n * n)
                                .mapToObj(bin -> shares(map, w, n, bin / n, bin % n))))
        .toArray(double[][]::new);
  }

  private static double[] shares(FeatureMap map, Window w, int n, int row, int col) {
    double left = w.x0() + col * w.width() / n;
    double right = w.x0() + (col + 1) * w.width() / n;
    double top = w.y0() + row * w.height() / n;
    double bottom = w.y0() + (row + 1) * w.height() / n;
    double[] shares = new double[map.height() * map.width()];
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++) {
        double across = Math.max(0, Math.min(right, x + 1) - Math.max(left, x));
        double down = Math.max(0, Math.min(bottom, y + 1) - Math.max(top, y));
        shares[y * map.width() + x] = across * down / ((right - left) * (bottom - top));
      }
    }
    return shares;
  }

  private static float[] expected(FeatureMap map, double[][] shares) {
    float[] pooled = new float[shares.length * map.channels()];
    for (int bin = 0; bin < shares.length; bin++) {
      for (int c = 0; c < map.channels(); c++) {
        double sum = 0;
        for (int cell = 0; cell < shares[bin].length; cell++) {
          sum += shares[bin][cell] * map.values()[cell * map.channels() + c];
        }
        pooled[bin * map.channels() + c] = (float) sum;
      }
    }
    return pooled;
  }

  @Property(tries = 300)
  void binsHoldTheMeanOfTheirArea(
      @ForAll long seed,
      @ForAll("levels") List<Integer> levels,
      @ForAll @IntRange(min = 1, max = 14) int height,
      @ForAll @IntRange(min = 1, max = 14) int width) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, height, width, 3);
    List<Window> windows = randomWindows(random, height, width);
    float[] pooled = new Pyramid(levels, Reduction.AREA).apply(map, windows);
    assertArrayEquals(expected(map, shares(map, windows, levels)), pooled, 2e-6f);
  }

  /** A map of cells cut in five has whole cells where this one has fifths. */
  @Property(tries = 100)
  void binsOfAFinerMapAreThoseOfWholeCells(@ForAll long seed) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, 6, 7, 3);
    float[] finer = new float[map.values().length * 25];
    for (int i = 0; i < finer.length; i++) {
      int c = i % 3;
      int x = i / 3 % 35;
      int y = i / 3 / 35;
      finer[i] = map.values()[(y / 5 * 7 + x / 5) * 3 + c];
    }
    int x = 4 * random.nextInt(8); // sides of four, as many bins
    int y = 4 * random.nextInt(7);
    int width = 4 + 4 * random.nextInt((35 - x) / 4);
    int height = 4 + 4 * random.nextInt((30 - y) / 4);
    List<Integer> levels = List.of(4, 2, 1);
    Window fifths = new Window(x / 5.0, y / 5.0, (x + width) / 5.0, (y + height) / 5.0);
    assertArrayEquals(
        new Pyramid(levels, Reduction.AVERAGE)
            .apply(
                new FeatureMap(30, 35, 3, finer), List.of(new Window(x, y, x + width, y + height))),
        new Pyramid(levels, Reduction.AREA).apply(map, List.of(fifths)),
        2e-6f);
  }

  @Test
  void partsOfACellAreThatCell() {
    FeatureMap map = new FeatureMap(1, 3, 1, new float[] {5, 1, 9});
    Pyramid pyramid = new Pyramid(List.of(2, 1), Reduction.AREA);
    assertArrayEquals(
        new float[] {5, 1, 5, 1, 3, 1, 1, 1, 1, 1},
        pyramid.apply(map, List.of(new Window(0.75, 0.25, 1.25, 0.5), new Window(1.5, 0, 1.75, 1))),
        1e-6f);
  }

  /** Differences of large sums leave small bins their digits. */
  @Test
  void smallBinsOfLargeMapsAreExact() {
    float[] values = new float[200 * 200];
    Arrays.fill(values, 1000.5f);
    values[values.length - 1] = 3;
    Window last = new Window(199.5, 199.5, 199.5 + 1 / 32.0, 199.5 + 1 / 32.0);
    float[] pooled =
        new Pyramid(List.of(32), Reduction.AREA)
            .apply(new FeatureMap(200, 200, 1, values), List.of(last));
    float[] three = new float[32 * 32];
    Arrays.fill(three, 3);
    assertArrayEquals(three, pooled, 3e-3f);
  }

  @Property(tries = 50)
  void vectorDoesNotDependOnTheOtherWindows(@ForAll long seed) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, 9, 7, 3);
    List<Window> windows =
        IntStream.range(0, 150).mapToObj(i -> randomWindow(random, 9, 7)).toList();
    Pyramid pyramid = new Pyramid(List.of(4, 2, 1), Reduction.AREA);
    float[] all = pyramid.apply(map, windows);
    int length = all.length / windows.size();
    for (int i = 0; i < windows.size(); i++) {
      float[] alone = pyramid.apply(map, List.of(windows.get(i)));
      assertArrayEquals(Arrays.copyOfRange(all, i * length, (i + 1) * length), alone);
    }
  }

  /** Forward and backward, against the definition. */
  @Property(tries = 100)
  void productsPoolTheSameAndGiveEachCellItsShare(
      @ForAll long seed,
      @ForAll("levels") List<Integer> levels,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, height, width, 2);
    List<Window> windows = randomWindows(random, height, width);
    double[][] shares = shares(map, windows, levels);
    checkProducts(random, map, windows, new Pyramid(levels, Reduction.AREA), shares);
  }

  @Property(tries = 50)
  void productsPoolWholeCellsToo(
      @ForAll long seed,
      @ForAll("levels") List<Integer> levels,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width) {
    Random random = new Random(seed);
    FeatureMap map = randomMap(random, height, width, 2);
    List<Window> windows =
        randomWindows(random, height, width).stream()
            .map(
                w ->
                    new Window(
                        Math.floor(w.x0()),
                        Math.floor(w.y0()),
                        Math.ceil(w.x1()),
                        Math.ceil(w.y1())))
            .toList();
    double[][] shares = new double[windows.size() * new Levels(levels).bins()][];
    SpatialPyramidGradient gradient =
        new SpatialPyramidGradient(new SpatialPyramidPooling(levels), height, width, 1);
    for (int bin = 0; bin < shares.length; bin++) {
      float[] one = new float[shares.length];
      one[bin] = 1;
      float[] ofBin = gradient.ofAverage(windows, one);
      shares[bin] = IntStream.range(0, ofBin.length).mapToDouble(i -> ofBin[i]).toArray();
    }
    checkProducts(random, map, windows, new Pyramid(levels, Reduction.AVERAGE), shares);
  }

  private static void checkProducts(
      Random random, FeatureMap map, List<Window> windows, Pyramid pyramid, double[][] shares) {
    float[] weights = new float[shares.length * 2];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    float[] gradient = new float[map.values().length];
    for (int i = 0; i < gradient.length; i++) {
      double sum = 0;
      for (int bin = 0; bin < shares.length; bin++) {
        sum += shares[bin][i / 2] * weights[bin * 2 + i % 2];
      }
      gradient[i] = (float) sum;
    }
    try (NDManager scope = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray cells = scope.create(map.values(), new Shape((long) map.height() * map.width(), 2));
      cells.setRequiresGradient(true);
      NDArray pooled = new MeanPooling(pyramid).apply(cells, map.height(), map.width(), windows);
      assertEquals(new Shape(shares.length, 2), pooled.getShape());
      assertArrayEquals(expected(map, shares), pooled.toFloatArray(), 5e-6f);
      assertArrayEquals(pyramid.apply(map, windows), pooled.toFloatArray(), 5e-6f);
      collector.backward(pooled.mul(scope.create(weights, pooled.getShape())).sum());
      assertArrayEquals(gradient, cells.getGradient().toFloatArray(), 2e-5f);
    }
  }

  @Test
  void windowsOutsideAreRefused() {
    FeatureMap map = randomMap(new Random(1), 3, 5, 2);
    Pyramid pyramid = new Pyramid(List.of(2), Reduction.AREA);
    List<Window> windows = List.of(new Window(0, 0, 5.1, 2));
    assertThrows(IllegalArgumentException.class, () -> pyramid.apply(map, windows));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MeanPooling(new Pyramid(List.of(2), Reduction.MAX)));
  }
}
