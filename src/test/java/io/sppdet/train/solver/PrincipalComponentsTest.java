package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  private static final int LENGTH = 5;
  private static final int ROWS = 1 << LENGTH;

  /**
   * All 32 combinations of ±s on five orthonormal axes: their covariance is exactly {@code Q
   * diag(s²) Qᵀ}, so the components are the axes, in the order of falling s.
   */
  @Property(tries = 40)
  void findsTheAxesOfAKnownCovariance(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = ROWS - 1) int firstBlock) {
    Random random = new Random(seed);
    double[][] axes = orthonormal(random);
    double[] spreads = {4, 2.5, 1.5, 0.8, 0.3};
    float[] mean = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      mean[i] = (float) random.nextGaussian();
    }
    float[] rows = new float[ROWS * LENGTH];
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < LENGTH; i++) {
        double value = mean[i];
        for (int k = 0; k < LENGTH; k++) {
          value += ((r >> k & 1) == 0 ? -1 : 1) * spreads[k] * axes[k][i];
        }
        rows[r * LENGTH + i] = (float) value;
      }
    }
    try (PrincipalComponents components = new PrincipalComponents(LENGTH)) {
      add(components, rows, 0, firstBlock);
      add(components, rows, firstBlock, ROWS);
      assertArrayEquals(mean, components.mean(), 1e-5f);
      float[] first = components.first(LENGTH);
      for (int k = 0; k < LENGTH; k++) {
        double sign = Math.signum(dot(axes[k], first, k));
        for (int i = 0; i < LENGTH; i++) {
          assertEquals(sign * axes[k][i], first[k * LENGTH + i], 1e-3, "component " + k);
        }
      }
      assertArrayEquals(Arrays.copyOf(first, 2 * LENGTH), components.first(2));
    }
  }

  /** Of any data, even such that leave most directions without variance. */
  @Property(tries = 40)
  void componentsAreOrthonormal(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int rows) {
    Random random = new Random(seed);
    float[] values = new float[rows * LENGTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * (1 + i % LENGTH);
    }
    try (PrincipalComponents components = new PrincipalComponents(LENGTH)) {
      add(components, values, 0, rows);
      float[] first = components.first(LENGTH);
      double last = Double.POSITIVE_INFINITY;
      for (int k = 0; k < LENGTH; k++) {
        double[] axis = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
          axis[i] = first[k * LENGTH + i];
        }
        for (int other = 0; other < LENGTH; other++) {
          assertEquals(k == other ? 1 : 0, dot(axis, first, other), 1e-5);
        }
        double variance = variance(values, rows, axis);
        assertTrue(variance <= last + 1e-3, "variance grows from " + last);
        last = variance;
      }
    }
  }

  @Test
  void theDirectionOfTwoPointsIsTheirDifference() {
    try (PrincipalComponents components = new PrincipalComponents(2)) {
      try (NDManager scope = NDManager.newBaseManager()) {
        components.add(scope.create(new float[] {1, 1, 4, 5}, new Shape(2, 2)));
      }
      assertArrayEquals(new float[] {2.5f, 3}, components.mean());
      float[] first = components.first(1);
      float sign = Math.signum(first[0]);
      assertArrayEquals(new float[] {sign * 0.6f, sign * 0.8f}, first, 1e-6f);
    }
  }

  private static void add(PrincipalComponents components, float[] rows, int from, int to) {
    try (NDManager scope = NDManager.newBaseManager()) {
      float[] block = Arrays.copyOfRange(rows, from * LENGTH, to * LENGTH);
      components.add(scope.create(block, new Shape(to - from, LENGTH)));
    }
  }

  private static double variance(float[] values, int rows, double[] axis) {
    double sum = 0;
    double squares = 0;
    for (int r = 0; r < rows; r++) {
      double value = dot(axis, values, r);
      sum += value;
      squares += value * value;
    }
    return squares / rows - sum / rows * sum / rows;
  }

  private static double dot(double[] axis, float[] rows, int row) {
    double sum = 0;
    for (int i = 0; i < axis.length; i++) {
      sum += axis[i] * rows[row * axis.length + i];
    }
    return sum;
  }

  /** Rows of a random rotation, by Gram and Schmidt. */
  private static double[][] orthonormal(Random random) {
    double[][] axes = new double[LENGTH][LENGTH];
    for (int k = 0; k < LENGTH; k++) {
      for (int i = 0; i < LENGTH; i++) {
        axes[k][i] = random.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) { // twice, for the digits the first one loses
        for (int before = 0; before < k; before++) {
          double along = 0;
          for (int i = 0; i < LENGTH; i++) {
            along += axes[k][i] * axes[before][i];
          }
          for (int i = 0; i < LENGTH; i++) {
            axes[k][i] -= along * axes[before][i];
          }
        }
        double norm = Math.sqrt(Arrays.stream(axes[k]).map(v -> v * v).sum());
        for (int i = 0; i < LENGTH; i++) {
          axes[k][i] /= norm;
        }
      }
    }
    return axes;
  }
}
