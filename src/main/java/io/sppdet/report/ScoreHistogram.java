package io.sppdet.report;

import io.sppdet.eval.VocEvaluation.Ranked;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many detections are right and wrong at each score, in bins of equal width over [0, 1], or
 * more where scores go beyond; those of difficult objects are left out.
 */
record ScoreHistogram(List<Bin> bins) {
  private static final int BINS = 20;

  /** Detections with a score in {@code [from, to)}; the last bin holds {@code to} as well. */
  record Bin(double from, double to, long right, long wrong) {}

  static ScoreHistogram of(List<Ranked> matched) {
    double least = matched.stream().mapToDouble(r -> r.detection().score()).reduce(0, Math::min);
    double most = matched.stream().mapToDouble(r -> r.detection().score()).reduce(1, Math::max);
    double width = (most - least) / BINS;
    long[] right = new long[BINS];
    long[] all = new long[BINS];
    for (Ranked ranked : matched) {
      int bin = Math.min((int) ((ranked.detection().score() - least) / width), BINS - 1);
      right[bin] += ranked.right() ? 1 : 0;
      all[bin]++;
    }
    return new ScoreHistogram(
        IntStream.range(0, BINS)
            .mapToObj(
                i ->
                    new Bin(
                        least + i * width, least + (i + 1) * width, right[i], all[i] - right[i]))
            .toList());
  }
}
