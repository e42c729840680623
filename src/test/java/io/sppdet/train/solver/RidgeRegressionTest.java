package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {

  @Property(tries = 50)
  void equalsGaussianElimination(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 12) int inputs,
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @FloatRange(min = 0.5f, max = 1000) float lambda) {
    Random random = new Random(seed);
    float[] x = gaussian(random, rows * inputs);
    float[] y = gaussian(random, rows * outputs);
    try (RidgeRegression ridge = new RidgeRegression(inputs, outputs)) {
      ridge.add(x, y);
      float[] solution = ridge.solve(lambda);
      assertArrayEquals(eliminate(x, y, inputs, outputs, lambda), doubles(solution), 1e-4);
    }
  }

  @Test
  void blocksAddUpToTheWhole() {
    Random random = new Random(5);
    int inputs = 30;
    float[] x = gaussian(random, 100 * inputs);
    float[] y = gaussian(random, 100 * 2);
    try (RidgeRegression whole = new RidgeRegression(inputs, 2);
        RidgeRegression blocks = new RidgeRegression(inputs, 2)) {
      whole.add(x, y);
      int[] ends = {0, 1, 40, 99, 100};
      for (int i = 1; i < ends.length; i++) {
        blocks.add(
            Arrays.copyOfRange(x, ends[i - 1] * inputs, ends[i] * inputs),
            Arrays.copyOfRange(y, ends[i - 1] * 2, ends[i] * 2));
      }
      assertArrayEquals(whole.solve(3), blocks.solve(3), 1e-5f);
    }
  }

  @Test
  void anInputMayBeTheMeanOfOthers() {
    int inputs = 41;
    int rows = 500;
    float[] x = gaussian(new Random(7), rows * inputs);
    for (int r = 0; r < rows; r++) {
      int last = r * inputs + inputs - 1;
      x[last] = 0;
      for (int i = r * inputs; i < last; i++) {
        x[i] += 300;
        x[last] += x[i] / (inputs - 1);
      }
    }
    float[] y = gaussian(new Random(8), rows);
    try (RidgeRegression ridge = new RidgeRegression(inputs, 1)) {
      ridge.add(x, y);
      float lambda = 1e-3f * rows;
      assertArrayEquals(eliminate(x, y, inputs, 1, lambda), doubles(ridge.solve(lambda)), 1e-4);
    }
  }

  @Test
  void shrinksByHand() {
    try (RidgeRegression ridge = new RidgeRegression(1, 1)) {
      ridge.add(new float[] {1, 2}, new float[] {2, 4});
      assertEquals(2, ridge.solve(0)[0], 1e-6); // y = 2x
      assertEquals(10.0 / (5 + 15), ridge.solve(15)[0], 1e-6); // Σxy / (Σx² + λ)
    }
  }

  @Test
  void refusesWhatHasNoSolution() {
    try (RidgeRegression ridge = new RidgeRegression(2, 1)) {
      ridge.add(new float[] {1, 0}, new float[] {1});
      assertThrows(IllegalStateException.class, () -> ridge.solve(0));
    }
  }

  /** (XᵀX + λ)W = XᵀY in double, by elimination with row pivoting. */
  private static double[] eliminate(float[] x, float[] y, int inputs, int outputs, double lambda) {
    int rows = x.length / inputs;
    double[][] system = new double[inputs][inputs + outputs];
    for (int i = 0; i < inputs; i++) {
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < inputs; j++) {
          system[i][j] += (double) x[r * inputs + i] * x[r * inputs + j];
        }
        for (int o = 0; o < outputs; o++) {
          system[i][inputs + o] += (double) x[r * inputs + i] * y[r * outputs + o];
        }
      }
      system[i][i] += lambda;
    }
    for (int pivot = 0; pivot < inputs; pivot++) {
      int largest = pivot;
      for (int i = pivot + 1; i < inputs; i++) {
        largest = Math.abs(system[i][pivot]) > Math.abs(system[largest][pivot]) ? i : largest;
      }
      double[] row = system[largest];
      system[largest] = system[pivot];
      system[pivot] = row;
      for (int i = 0; i < inputs; i++) {
        double factor = i == pivot ? 0 : system[i][pivot] / row[pivot];
        for (int j = pivot; j < inputs + outputs; j++) {
          system[i][j] -= factor * row[j];
        }
      }
    }
    double[] solution = new double[inputs * outputs];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        solution[i * outputs + o] = system[i][inputs + o] / system[i][i];
      }
    }
    return solution;
  }

  private static float[] gaussian(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
