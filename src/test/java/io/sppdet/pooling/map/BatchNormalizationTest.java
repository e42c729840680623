package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNormalizationTest {
  private static final float EPSILON = 1e-3f;

  /** One channel of 1, 2, 3, 6: mean 3, variance 3.5, unbiased 14/3. */
  @Test
  void trainingTakesAndKeepsTheStatisticsOfTheBatch() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.create(new double[] {1, 2, 3, 6}, new Shape(2, 1, 1, 2));
      NDArray mean = scope.create(new double[] {10});
      NDArray variance = scope.create(new double[] {20});
      BatchNormalization norm =
          new BatchNormalization(
              scope.create(new double[] {2}),
              scope.create(new double[] {-1}),
              mean,
              variance,
              EPSILON,
              0.75f);
      double deviation = Math.sqrt(3.5 + EPSILON);
      assertArrayEquals(
          new double[] {-4 / deviation - 1, -2 / deviation - 1, -1, 6 / deviation - 1},
          norm.apply(maps, true).toDoubleArray(),
          1e-7);
      assertEquals(0.75 * 10 + 0.25 * 3, mean.getDouble(), 1e-6);
      assertEquals(0.75 * 20 + 0.25 * 14 / 3, variance.getDouble(), 1e-6);
    }
  }

  @Test
  void inferenceTakesAndLeavesTheRunningOnes() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray mean = scope.create(new double[] {10, 1});
      NDArray variance = scope.create(new double[] {4, 9});
      BatchNormalization norm =
          new BatchNormalization(
              null, scope.create(new double[] {0.5, 0}), mean, variance, EPSILON, 0.75f);
      NDArray maps = scope.create(new double[] {12, -2}, new Shape(1, 2, 1, 1));
      assertArrayEquals(
          new double[] {
            2 / Math.sqrt(4 + (double) EPSILON) + 0.5, -3 / Math.sqrt(9 + (double) EPSILON)
          },
          norm.apply(maps, false).toDoubleArray(),
          1e-9);
      assertArrayEquals(new double[] {10, 1}, mean.toDoubleArray());
      assertArrayEquals(new double[] {4, 9}, variance.toDoubleArray());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsAreThoseOfTheDifferences(boolean training) {
    GradientCheck.check(
        4,
        in -> {
          NDManager scope = in.get(0).getManager();
          NDArray mean = scope.create(new double[] {0.5, -1, 2});
          NDArray variance = scope.create(new double[] {1.5, 0.5, 2});
          return new BatchNormalization(in.get(1), in.get(2), mean, variance, EPSILON, 0.9f)
              .apply(in.get(0), training);
        },
        new Shape(2, 3, 2, 3),
        new Shape(3),
        new Shape(3));
  }

  /** As conv5 is laid out; libtorch's own gradient is wrong here. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsOfASingleMapWithChannelsLastAreRight(boolean training) {
    GradientCheck.check(
        5,
        in -> {
          NDArray maps = in.get(0).transpose(2, 0, 1).expandDims(0);
          NDManager scope = maps.getManager();
          NDArray mean = scope.create(new double[] {0.5, -1, 2});
          NDArray variance = scope.create(new double[] {1.5, 0.5, 2});
          return new BatchNormalization(in.get(1), in.get(2), mean, variance, EPSILON, 0.9f)
              .apply(maps, training);
        },
        new Shape(4, 5, 3),
        new Shape(3),
        new Shape(3));
  }

  @Test
  void oneValueAChannelTeachesNothing() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray ones = scope.ones(new Shape(2));
      BatchNormalization norm =
          new BatchNormalization(ones, ones, ones.duplicate(), ones.duplicate(), EPSILON, 0.9f);
      NDArray single = scope.ones(new Shape(1, 2, 1, 1));
      var e = assertThrows(IllegalArgumentException.class, () -> norm.apply(single, true));
      assertTrue(e.getMessage().contains("single map of 1x1 cells"), e.getMessage());
      assertEquals(single.getShape(), norm.apply(single, false).getShape());
      assertEquals(
          new Shape(2, 2, 1, 1), norm.apply(scope.ones(new Shape(2, 2, 1, 1)), true).getShape());
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray two = scope.ones(new Shape(2));
      NDArray three = scope.ones(new Shape(3));
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new BatchNormalization(null, two, two, three, EPSILON, 0.9f));
      assertTrue(e.getMessage().endsWith("none, (2), (2), (3)"), e.getMessage());
      BatchNormalization norm = new BatchNormalization(two, two, two, two, EPSILON, 0.9f);
      NDArray maps = scope.ones(new Shape(1, 3, 4, 4));
      e = assertThrows(IllegalArgumentException.class, () -> norm.apply(maps, false));
      assertEquals("expected maps of 2 channels, got the shape (1, 3, 4, 4)", e.getMessage());
    }
  }
}
