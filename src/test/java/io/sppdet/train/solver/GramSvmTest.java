package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SVMs are those of liblinear. */
class GramSvmTest {
  private static final int N = 60;
  private static final int LENGTH = 9;

  @ParameterizedTest
  @CsvSource({"0.1, 1", "1, 2", "10, 2"})
  void solutionIsAsGoodAsLiblinears(double c, double positiveWeight) {
    Random random = new Random(3);
    float[][] x = new float[N][LENGTH];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      double sum = random.nextGaussian() * 0.7 - 0.5;
      for (int j = 0; j < LENGTH; j++) {
        x[i][j] = (float) random.nextGaussian();
        sum += j < 3 ? x[i][j] : 0;
      }
      labels[i] = i % 10 == 0 ? 0 : sum > 0 ? 1 : -1; // every tenth takes no part
    }
    GramSvm svm = new GramSvm(gram(x));
    double[] solution = svm.train(labels, c, positiveWeight);
    double[] weights = new double[LENGTH + 1];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < LENGTH; j++) {
        weights[j] += solution[i] * x[i][j];
      }
      assertEquals(0, labels[i] == 0 ? solution[i] : 0);
    }
    weights[LENGTH] = GramSvm.bias(solution);

    double[] expected = liblinear(x, labels, c, positiveWeight);
    double primal = objective(weights, x, labels, c, positiveWeight);
    assertTrue(primal <= 1.001 * objective(expected, x, labels, c, positiveWeight));
    if (c <= 1) { // else liblinear stops a fifth above the least
      assertArrayEquals(expected, weights, 0.02);
    }
    double dual = 0; // no solution is better than Σα − |w|²/2, by weak duality
    for (double each : solution) {
      dual += Math.abs(each);
    }
    for (double each : weights) {
      dual -= each * each / 2;
    }
    assertEquals(dual, primal, 0.01 * primal);
    for (int i = 0; i < N; i++) {
      double margin = weights[LENGTH];
      for (int j = 0; j < LENGTH; j++) {
        margin += weights[j] * x[i][j];
      }
      assertEquals(margin, svm.margin(solution, i), 1e-4);
    }
  }

  /** Half the squared norm and the price of the violated margins. */
  private static double objective(
      double[] weights, float[][] x, int[] labels, double c, double positiveWeight) {
    double objective = weights[LENGTH] * weights[LENGTH] / 2;
    for (int j = 0; j < LENGTH; j++) {
      objective += weights[j] * weights[j] / 2;
    }
    for (int i = 0; i < N; i++) {
      double margin = weights[LENGTH];
      for (int j = 0; j < LENGTH; j++) {
        margin += weights[j] * x[i][j];
      }
      double price = labels[i] == 0 ? 0 : labels[i] > 0 ? c * positiveWeight : c;
      objective += price * Math.max(0, 1 - labels[i] * margin);
    }
    return objective;
  }

  private static float[][] gram(float[][] x) {
    float[][] gram = new float[N][N];
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < N; k++) {
        for (int j = 0; j < LENGTH; j++) {
          gram[i][k] += x[i][j] * x[k][j];
        }
      }
    }
    return gram;
  }

  /** Weights, then the bias, a feature of value 1. */
  private static double[] liblinear(float[][] x, int[] labels, double c, double positiveWeight) {
    Problem problem = new Problem();
    problem.l = (int) Arrays.stream(labels).filter(label -> label != 0).count();
    problem.n = LENGTH + 1;
    problem.bias = -1;
    problem.x = new Feature[problem.l][LENGTH + 1];
    problem.y = new double[problem.l];
    int row = 0;
    for (int i = 0; i < N; i++) {
      if (labels[i] != 0) {
        for (int j = 0; j < LENGTH; j++) {
          problem.x[row][j] = new FeatureNode(j + 1, x[i][j]);
        }
        problem.x[row][LENGTH] = new FeatureNode(LENGTH + 1, 1);
        problem.y[row++] = labels[i];
      }
    }
    Parameter parameter = new Parameter(SolverType.L2R_L1LOSS_SVC_DUAL, c, 1e-4);
    parameter.setMaxIters(100_000);
    parameter.setWeights(new double[] {positiveWeight, 1}, new int[] {1, -1});
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, parameter);
    double[] weights = model.getFeatureWeights();
    for (int j = 0; j < weights.length; j++) {
      weights[j] *= model.getLabels()[0];
    }
    return weights;
  }
}
