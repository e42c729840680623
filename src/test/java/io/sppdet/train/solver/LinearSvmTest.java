package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearSvmTest {
  private static final double C = 1e-3;
  private static final double POSITIVE_WEIGHT = 2;
  private static final double BIAS_FEATURE = 10;

  /** The value of any dual point bounds the minimum from below: no solver has to be trusted. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void objectiveIsNearItsMinimum(long seed) {
    Random random = new Random(seed);
    List<float[]> positives = rows(random, 40, 15, 0.6);
    List<float[]> negatives = rows(random, 260, 15, 0);
    float scale = (float) (20 / Math.sqrt(15 * 0.7));
    LinearSvm svm = LinearSvm.train(positives, negatives, scale);

    double[] w = new double[16];
    for (int i = 0; i < 15; i++) {
      w[i] = svm.weight()[i] / scale;
    }
    w[15] = svm.bias() / BIAS_FEATURE;
    double[][] x = new double[300][];
    double[] y = new double[300];
    for (int i = 0; i < 300; i++) {
      x[i] = example(i < 40 ? positives.get(i) : negatives.get(i - 40), scale);
      y[i] = i < 40 ? 1 : -1;
    }
    double minimum = dualAscent(x, y);
    double reached = primal(w, x, y);
    assertTrue(reached >= minimum * (1 - 1e-6), reached + " lies below the minimum " + minimum);
    assertTrue(reached <= minimum * 1.01, reached + " is far above the minimum " + minimum);
  }

  @Test
  void separableClassesAreToldApart() {
    Random random = new Random(4);
    List<float[]> right = new ArrayList<>();
    List<float[]> left = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      right.add(new float[] {3 + random.nextFloat(), random.nextFloat(), 0});
      left.add(new float[] {random.nextFloat(), 3 + random.nextFloat(), 0});
    }
    LinearSvm svm = LinearSvm.train(right.subList(0, 5), left, 6);
    LinearSvm opposite = LinearSvm.train(left.subList(0, 5), right, 6);
    for (int i = 0; i < 60; i++) {
      assertTrue(svm.margin(right.get(i), 0) > 0, "positive " + i);
      assertTrue(svm.margin(left.get(i), 0) < 0, "negative " + i);
      assertTrue(opposite.margin(left.get(i), 0) > 0, "positive of the opposite " + i);
      assertTrue(opposite.margin(right.get(i), 0) < 0, "negative of the opposite " + i);
    }
  }

  @Test
  void scaleIsTakenIntoTheWeights() {
    Random random = new Random(6);
    List<float[]> positives = rows(random, 20, 8, 1);
    List<float[]> negatives = rows(random, 50, 8, 0);
    LinearSvm plain = LinearSvm.train(positives, negatives, 1);
    LinearSvm scaled = LinearSvm.train(times(positives, 0.25f), times(negatives, 0.25f), 4);
    assertEquals(plain.bias(), scaled.bias());
    for (float[] row : negatives) {
      float quarter = scaled.margin(times(List.of(row), 0.25f).get(0), 0);
      assertEquals(plain.margin(row, 0), quarter, 1e-5);
    }
  }

  @Test
  void twoRunsAgree() {
    Random random = new Random(7);
    List<float[]> positives = rows(random, 30, 20, 0.2);
    List<float[]> negatives = rows(random, 200, 20, 0);
    LinearSvm first = LinearSvm.train(positives, negatives, 5);
    LinearSvm second = LinearSvm.train(positives, negatives, 5);
    assertArrayEquals(first.weight(), second.weight());
    assertEquals(first.bias(), second.bias());
  }

  @Test
  void marginIsTakenAtARowOfAMatrix() {
    LinearSvm svm = new LinearSvm(new float[] {1, 10}, 0.5f);
    assertEquals(43.5f, svm.margin(new float[] {9, 9, 3, 4, 9}, 2));
  }

  /** Features behind a ReLU: many are zero. */
  private static List<float[]> rows(Random random, int count, int length, double shift) {
    List<float[]> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      float[] row = new float[length];
      for (int i = 0; i < length; i++) {
        row[i] = (float) Math.max(0, random.nextGaussian() + (i < 3 ? shift : 0));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<float[]> times(List<float[]> rows, float factor) {
    return rows.stream()
        .map(
            row -> {
              float[] scaled = row.clone();
              for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= factor;
              }
              return scaled;
            })
        .toList();
  }

  private static double[] example(float[] row, float scale) {
    double[] x = new double[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      x[i] = row[i] * (double) scale;
    }
    x[row.length] = BIAS_FEATURE;
    return x;
  }

  private static double cost(double y) {
    return y > 0 ? C * POSITIVE_WEIGHT : C;
  }

  private static double primal(double[] w, double[][] x, double[] y) {
    double value = dot(w, w) / 2;
    for (int i = 0; i < x.length; i++) {
      value += cost(y[i]) * Math.max(0, 1 - y[i] * dot(w, x[i]));
    }
    return value;
  }

  /** The largest dual value found: Σα − ‖Σ α y x‖² / 2 with 0 ≤ α ≤ the cost of the example. */
  private static double dualAscent(double[][] x, double[] y) {
    double[] alpha = new double[x.length];
    double[] w = new double[x[0].length];
    for (int pass = 0; pass < 20_000; pass++) {
      for (int i = 0; i < x.length; i++) {
        double free = alpha[i] + (1 - y[i] * dot(w, x[i])) / dot(x[i], x[i]);
        double next = Math.min(Math.max(free, 0), cost(y[i]));
        for (int j = 0; j < w.length; j++) {
          w[j] += (next - alpha[i]) * y[i] * x[i][j];
        }
        alpha[i] = next;
      }
    }
    double sum = 0;
    for (double a : alpha) {
      sum += a;
    }
    return sum - dot(w, w) / 2;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
