package io.sppdet.head;

/**
 * The whole image as one more RoI: a linear layer on its mean cell says how likely the image shows
 * each class at all, and a share of those log-odds is added to the margins of all regions. It is no
 * part of SPP-net; DeepID-Net (Ouyang et al. 2015) calls it contextual modelling.
 *
 * @param weight {@code (K, C)}, the channel fastest; zeros for a class that nothing is known of
 * @param bias {@code (K)}
 * @param share of the log-odds that counts, from 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Context(float[] weight, float[] bias, double share) {
  /** Log-odds of 1 in 100: who has never seen a class in such surroundings may still be wrong. */
  private static final double LEAST = -Math.log(99);

  /** Log-odds of 9 in 10: that a class is there does not say where. */
  private static final double MOST = Math.log(9);

  /**
   * What is added to the margin of each class, whatever the region.
   *
   * @param cell the mean of the whole image's cells, {@code (C)}
   * @return {@code (K)}, natural logarithms of odds
   */
  public float[] of(float[] cell) {
    float[] more = new float[bias.length];
    for (int k = 0; k < more.length; k++) {
      double sum = bias[k];
      for (int c = 0; c < cell.length; c++) {
        sum += weight[k * cell.length + c] * (double) cell[c];
      }
      more[k] = (float) (share * Math.max(LEAST, Math.min(MOST, sum)));
    }
    return more;
  }
}
