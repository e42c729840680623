package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.sppdet.GradientCheck;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AxisMatrixTest {
  /** Modes of DJL's interpolation; the flag for aligned corners does nothing there. */
  private static final int BILINEAR = 1;

  private static final int AREA = 2;

  @Property(tries = 200)
  void sharesSumToOne(
      @ForAll @IntRange(min = 1, max = 30) int from, @ForAll @IntRange(min = 1, max = 30) int to) {
    for (AxisMatrix matrix :
        List.of(
            AxisMatrix.adaptiveAverage(from, to),
            AxisMatrix.sameAverage(from, to),
            AxisMatrix.alignedCorners(from, to),
            AxisMatrix.alignedBorders(from, to),
            AxisMatrix.legacyCorners(from, to))) {
      for (int i = 0; i < matrix.outputs(); i++) {
        double sum = 0;
        for (int j = 0; j < from; j++) {
          sum += matrix.share(i, j);
        }
        assertEquals(1, sum, 1e-12);
      }
    }
  }

  /** The mean over {@code floor(i·n/b)} to {@code ceil((i+1)·n/b)}. */
  @Property(tries = 200)
  void adaptiveAverageIsTheMeanOfItsBin(
      @ForAll @IntRange(min = 1, max = 40) int cells,
      @ForAll @IntRange(min = 1, max = 12) int bins) {
    AxisMatrix matrix = AxisMatrix.adaptiveAverage(cells, bins);
    assertEquals(bins, matrix.outputs());
    for (int i = 0; i < bins; i++) {
      double start = Math.floor((double) i * cells / bins);
      double end = Math.ceil((i + 1.0) * cells / bins);
      for (int j = 0; j < cells; j++) {
        assertEquals(
            j >= start && j < end ? 1 / (end - start) : 0, matrix.share(i, j), 1e-12, i + "," + j);
      }
    }
  }

  /** libtorch's pooling that leaves padding out, on the side padded by hand as SAME does. */
  @Property(tries = 100)
  void sameAverageIsThePoolingOfRealCells(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int cells,
      @ForAll @IntRange(min = 1, max = 9) int size) {
    int lacking = (size - cells % size) % size;
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray map = random(scope, seed, 1, cells);
      Shape padding = new Shape(lacking / 2, lacking - lacking / 2, 0, 0);
      Shape kernel = new Shape(1, size);
      // the mean of the values over that of ones is the mean of the real cells
      NDArray sums = mean(map.pad(padding, 0), kernel);
      NDArray real = mean(map.onesLike().pad(padding, 0), kernel);
      NDArray pooled =
          AxisMatrix.apply(AxisMatrix.sameAverage(1, 1), AxisMatrix.sameAverage(cells, size), map);
      assertEquals(sums.getShape(), pooled.getShape());
      assertArrayEquals(sums.div(real).toDoubleArray(), pooled.toDoubleArray(), 1e-12);
    }
  }

  private static NDArray mean(NDArray map, Shape kernel) {
    return Pool.avgPool2d(map, kernel, kernel, new Shape(0, 0), false, true);
  }

  /** Its mode "area" is adaptive average pooling; its bilinear one blurs where it makes smaller. */
  @Property(tries = 400)
  void libtorchAgrees(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 25) int toHeight,
      @ForAll @IntRange(min = 1, max = 25) int toWidth) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray map = random(scope, seed, height, width);
      NDArray averages =
          AxisMatrix.apply(
              AxisMatrix.adaptiveAverage(height, toHeight),
              AxisMatrix.adaptiveAverage(width, toWidth),
              map);
      assertArrayEquals(resized(map, toHeight, toWidth, AREA), averages.toDoubleArray(), 1e-12);
      int larger = Math.max(height, toHeight);
      // to a single column, libtorch repeats the first row, unlike for the map turned
      int wider = Math.max(2, Math.max(width, toWidth));
      NDArray enlarged =
          AxisMatrix.apply(
              AxisMatrix.alignedBorders(height, larger),
              AxisMatrix.alignedBorders(width, wider),
              map);
      assertArrayEquals(resized(map, larger, wider, BILINEAR), enlarged.toDoubleArray(), 1e-12);
    }
  }

  private static double[] resized(NDArray map, int height, int width, int mode) {
    return map.getNDArrayInternal()
        .interpolation(new long[] {height, width}, mode, false)
        .toDoubleArray();
  }

  /** An input's share falls from 1 at its centre to 0 at its neighbours'. */
  @Property(tries = 200)
  void interpolationSharesAreHats(
      @ForAll @IntRange(min = 1, max = 20) int from, @ForAll @IntRange(min = 1, max = 40) int to) {
    for (int i = 0; i < to; i++) {
      double corners = to == 1 ? 0 : i * (from - 1.0) / (to - 1);
      double borders = (2 * i + 1.0) * from / (2 * to) - 0.5;
      double legacy = (double) from / to * i;
      for (int j = 0; j < from; j++) {
        assertEquals(hat(corners, j, from), AxisMatrix.alignedCorners(from, to).share(i, j), 1e-12);
        assertEquals(hat(borders, j, from), AxisMatrix.alignedBorders(from, to).share(i, j), 1e-12);
        assertEquals(hat(legacy, j, from), AxisMatrix.legacyCorners(from, to).share(i, j), 1e-12);
      }
    }
  }

  /** Outside the centres of the first and last cell, these go on. */
  private static double hat(double position, int cell, int cells) {
    double inside = Math.min(cells - 1, Math.max(0, position));
    return Math.max(0, 1 - Math.abs(inside - cell));
  }

  /** By hand: position 3i/7, and past the last cell its value. */
  @Test
  void legacyCornersAlignTheFirstCellOnly() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray map = scope.create(new double[] {7, 14, 70}, new Shape(1, 1, 1, 3));
      double[] wide =
          AxisMatrix.apply(AxisMatrix.legacyCorners(1, 1), AxisMatrix.legacyCorners(3, 7), map)
              .toDoubleArray();
      assertArrayEquals(new double[] {7, 10, 13, 30, 54, 70, 70}, wide, 1e-12);
    }
  }

  /** What it gives may be trained through, in both data types. */
  @Test
  void gradientsAreThoseOfTheDifferences() {
    GradientCheck.check(
        3,
        maps ->
            AxisMatrix.apply(
                AxisMatrix.sameAverage(7, 3), AxisMatrix.legacyCorners(4, 9), maps.get(0)),
        new Shape(2, 2, 7, 4));
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray map = random(scope, 1, 7, 4).toType(DataType.FLOAT32, false);
      AxisMatrix rows = AxisMatrix.adaptiveAverage(7, 2);
      AxisMatrix columns = AxisMatrix.alignedCorners(4, 5);
      assertEquals(DataType.FLOAT32, AxisMatrix.apply(rows, columns, map).getDataType());
    }
  }

  private static NDArray random(NDManager scope, long seed, int height, int width) {
    double[] values = new Random(seed).doubles(2L * height * width, -1, 1).toArray();
    return scope.create(values, new Shape(1, 2, height, width));
  }
}
