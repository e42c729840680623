package io.sppdet.train.solver;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A linear SVM with hinge loss, solved by liblinear with R-CNN's settings ({@code -s 3 -c 1e-3 -w1
 * 2 -B 10}).
 *
 * @param weight one number a feature
 * @param bias added to the product
 */
@SuppressWarnings("ArrayRecordComponent") // a large vector, compared by nobody
public record LinearSvm(float[] weight, float bias) {
  private static final double C = 1e-3;
  private static final double POSITIVE_WEIGHT = 2;
  private static final double BIAS_FEATURE = 10;
  private static final double TOLERANCE = 0.1; // liblinear's own default for this solver

  /** The signed distance, in margins, of the row that starts at an index of a flat matrix. */
  public float margin(float[] rows, int from) {
    float sum = bias;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * rows[from + i];
    }
    return sum;
  }

  /**
   * Trains on features multiplied by a factor; the result takes them as they are.
   *
   * @param scale the factor that brings features to the norm the settings were made for
   */
  public static LinearSvm train(List<float[]> positives, List<float[]> negatives, float scale) {
    List<float[]> all = new ArrayList<>(positives);
    all.addAll(negatives);
    int length = all.get(0).length;
    Problem problem = new Problem();
    problem.l = all.size();
    problem.n = length + 1;
    problem.x = new Feature[all.size()][];
    problem.y = new double[all.size()];
    problem.bias = -1; // the bias is a feature of our own, the last one
    for (int i = 0; i < all.size(); i++) {
      problem.x[i] = sparse(all.get(i), scale);
      problem.y[i] = i < positives.size() ? 1 : -1;
    }
    Parameter parameter = new Parameter(SolverType.L2R_L1LOSS_SVC_DUAL, C, TOLERANCE);
    parameter.setWeights(new double[] {POSITIVE_WEIGHT, 1}, new int[] {1, -1});
    parameter.setRandom(new Random(0)); // the same vectors give the same SVM
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, parameter);
    double sign = model.getLabels()[0];
    double[] solution = model.getFeatureWeights();
    float[] weight = new float[length];
    for (int i = 0; i < length; i++) {
      weight[i] = (float) (sign * solution[i] * scale);
    }
    return new LinearSvm(weight, (float) (sign * solution[length] * BIAS_FEATURE));
  }

  /** About two thirds of fc7 are zero behind its ReLU: liblinear need not see them. */
  private static Feature[] sparse(float[] row, float scale) {
    int nonZero = 0;
    for (float v : row) {
      nonZero += v != 0 ? 1 : 0;
    }
    Feature[] features = new Feature[nonZero + 1];
    int at = 0;
    for (int i = 0; i < row.length; i++) {
      if (row[i] != 0) {
        features[at++] = new FeatureNode(i + 1, row[i] * scale);
      }
    }
    features[at] = new FeatureNode(row.length + 1, BIAS_FEATURE);
    return features;
  }
}
