package io.sppdet.head;

/** The softmax over K classes and background. */
final class Softmax {
  private Softmax() {}

  /**
   * Log-odds of each class, {@code ln(p / (1 − p))}: its logit less the log of the sum of all
   * others' exponentials, summed without it, since a difference would lose all digits near p = 1.
   *
   * @param logits {@code (R, K + 1)}, background last
   * @return {@code (R, K)}
   */
  static float[] logOdds(float[] logits, int classes) {
    int rows = logits.length / (classes + 1);
    float[] odds = new float[rows * classes];
    double[] exponentials = new double[classes + 1];
    for (int r = 0; r < rows; r++) {
      int from = r * (classes + 1);
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k <= classes; k++) {
        largest = Math.max(largest, logits[from + k]);
      }
      for (int k = 0; k <= classes; k++) {
        exponentials[k] = Math.exp(logits[from + k] - largest);
      }
      for (int k = 0; k < classes; k++) {
        double others = 0;
        for (int j = 0; j <= classes; j++) {
          others += j == k ? 0 : exponentials[j];
        }
        // a lone giant leaves nothing of the others: ±80 keeps it finite and in order
        double value = logits[from + k] - largest - Math.log(Math.max(others, 1e-35));
        odds[r * classes + k] = (float) Math.max(-80, value);
      }
    }
    return odds;
  }
}
