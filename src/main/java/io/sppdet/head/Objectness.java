package io.sppdet.head;

import io.sppdet.pooling.roi.RoiVectors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A linear layer on the coarse levels of the pyramid that says how likely a window holds an object
 * of any class, so that the other levels, fc6 and fc7 need to see but the likeliest. It is no part
 * of SPP-net.
 *
 * @param weight one a number of the coarse bins, the channel fastest
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Objectness(float[] weight, float bias) {
  private static final int ROWS = 256;
  private static final int LANES = 4;

  /**
   * What the layer says of windows.
   *
   * @param coarse the coarse bins of each, {@code (R, bins, C)}
   */
  public double[] of(RoiVectors coarse) {
    double[] scores = new double[coarse.size()];
    FloatBuffer block = FloatBuffer.allocate(ROWS * weight.length);
    for (int from = 0; from < scores.length; from += ROWS) {
      int to = Math.min(scores.length, from + ROWS);
      coarse.write(from, to, block.clear());
      for (int r = from; r < to; r++) {
        scores[r] = bias + product(block.array(), (r - from) * weight.length);
      }
    }
    return scores;
  }

  /** In one order on every machine, and in several sums that need not wait for one another. */
  private double product(float[] values, int at) {
    double[] sums = new double[LANES];
    int i = 0;
    for (; i + LANES <= weight.length; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        sums[lane] += weight[i + lane] * (double) values[at + i + lane];
      }
    }
    for (; i < weight.length; i++) {
      sums[0] += weight[i] * (double) values[at + i];
    }
    return sums[0] + sums[1] + (sums[2] + sums[3]);
  }

  /**
   * The places of the highest scores, in rising order; of equal scores the first.
   *
   * @param most how many, at most as many as there are
   */
  public static int[] highest(double[] scores, int most) {
    int[] best =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b], scores[a])) // stable: equal ones stay
            .limit(most)
            .mapToInt(Integer::intValue)
            .toArray();
    Arrays.sort(best);
    return best;
  }
}
