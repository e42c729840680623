package io.sppdet.train.solver;

/**
 * Features are scaled to a mean norm of 20 before SVMs and regressors are fitted, which makes C and
 * λ comparable (R-CNN, {@code feat_stats}).
 */
public final class FeatureNorm {
  private static final double TARGET = 20;

  private FeatureNorm() {}

  public static double of(float[] row) {
    double squares = 0;
    for (float v : row) {
      squares += v * v;
    }
    return Math.sqrt(squares);
  }

  /** The factor that brings features of this mean norm to the target. */
  public static float scale(double meanNorm) {
    return (float) (TARGET / Math.max(1e-6, meanNorm));
  }
}
