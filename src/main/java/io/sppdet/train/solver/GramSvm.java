package io.sppdet.train.solver;

import java.util.Random;

/**
 * Linear SVMs with hinge loss on few long vectors, by their products with each other: a vector of
 * 26,880 numbers is then touched once, however many classes and values of C are tried. The solver
 * is liblinear's dual coordinate descent (Hsieh et al. 2008, algorithm 1) without shrinking; the
 * bias is a feature of value 1.
 *
 * @param gram products of all pairs of vectors, {@code (n, n)}
 */
@SuppressWarnings("ArrayRecordComponent") // a large matrix, compared by nobody
public record GramSvm(float[][] gram) {
  private static final int MAX_EPOCHS = 2000;
  private static final double TOLERANCE = 1e-3;
  private static final double BIAS = 1; // square of the bias feature

  /**
   * The solution as a weight for each vector: {@code w = Σ solution[i] · x[i]}, the bias their sum.
   *
   * @param labels 1, −1, or 0 for a vector that takes no part
   * @param c price of a violated margin
   * @param positiveWeight factor of it for the positives
   */
  public double[] train(int[] labels, double c, double positiveWeight) {
    int n = labels.length;
    double[] alpha = new double[n];
    double[] solution = new double[n];
    double[] margins = new double[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    Random random = new Random(0); // the same vectors give the same SVM
    for (int epoch = 0; epoch < MAX_EPOCHS; epoch++) {
      double largest = Double.NEGATIVE_INFINITY;
      double smallest = Double.POSITIVE_INFINITY;
      for (int s = 0; s < n; s++) {
        int swap = s + random.nextInt(n - s);
        int i = order[swap];
        order[swap] = order[s];
        order[s] = i;
        if (labels[i] == 0) {
          continue;
        }
        double most = labels[i] > 0 ? c * positiveWeight : c;
        double gradient = labels[i] * margins[i] - 1;
        double projected =
            alpha[i] <= 0
                ? Math.min(gradient, 0)
                : alpha[i] >= most ? Math.max(gradient, 0) : gradient;
        largest = Math.max(largest, projected);
        smallest = Math.min(smallest, projected);
        if (projected != 0) {
          double next = alpha[i] - gradient / (gram[i][i] + BIAS);
          next = Math.max(0, Math.min(most, next));
          double change = (next - alpha[i]) * labels[i];
          alpha[i] = next;
          solution[i] += change;
          float[] row = gram[i];
          for (int j = 0; j < n; j++) {
            margins[j] += change * (row[j] + BIAS);
          }
        }
      }
      if (largest - smallest < TOLERANCE) {
        break;
      }
    }
    return solution;
  }

  /** Margin of a vector, whether it took part or not. */
  public double margin(double[] solution, int vector) {
    double margin = 0;
    for (int i = 0; i < solution.length; i++) {
      if (solution[i] != 0) {
        margin += solution[i] * (gram[vector][i] + BIAS);
      }
    }
    return margin;
  }

  /** What is added to the product with w. */
  public static double bias(double[] solution) {
    double sum = 0;
    for (double each : solution) {
      sum += each;
    }
    return sum * BIAS;
  }
}
