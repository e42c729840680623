package io.sppdet.eval;

import io.sppdet.eval.VocEvaluation.Ranked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far scores are from the probability of being right. The expected calibration error (Naeini,
 * Cooper, Hauskrecht 2015; Guo et al. 2017) is the mean, over the detections, of the distance
 * between the mean score of their bin and its share of right ones. What is right is what VOC's
 * average precision counts as right; detections of difficult objects are left out.
 *
 * @param detections how many there were
 * @param equalWidth bins of a tenth of the scores' range each
 * @param equalMass bins of a tenth of the detections each; equal scores share a bin
 */
public record CalibrationError(int detections, Binning equalWidth, Binning equalMass) {
  private static final int BINS = 10;

  /**
   * A point of the reliability diagram.
   *
   * @param from least score, where it starts
   * @param to score where it ends
   * @param detections how many fall into it, at least 1
   * @param meanScore their mean score
   * @param rightShare the share of them that is right
   */
  public record Bin(double from, double to, int detections, double meanScore, double rightShare) {}

  /**
   * One way to cut the detections into bins.
   *
   * @param error the expected calibration error, in [0, 1]; NaN without detections
   * @param bins by rising score, without empty ones
   */
  public record Binning(double error, List<Bin> bins) {
    public Binning {
      bins = List.copyOf(bins);
    }

    private static Binning of(List<Bin> bins) {
      double sum = 0;
      int detections = 0;
      for (Bin bin : bins) {
        sum += bin.detections() * Math.abs(bin.meanScore() - bin.rightShare());
        detections += bin.detections();
      }
      return new Binning(sum / detections, bins);
    }
  }

  /**
   * The error of matched detections in any order. Where a score is no probability, outside [0, 1],
   * there are no bins.
   */
  public static CalibrationError of(List<Ranked> matched) {
    boolean probabilities = matched.stream().allMatch(r -> r.score() >= 0 && r.score() <= 1);
    List<Ranked> rising =
        probabilities
            ? matched.stream().sorted(Comparator.comparingDouble(Ranked::score)).toList()
            : List.of();
    return new CalibrationError(
        matched.size(), Binning.of(equalWidth(rising)), Binning.of(equalMass(rising)));
  }

  private static List<Bin> equalWidth(List<Ranked> rising) {
    List<Bin> bins = new ArrayList<>();
    int start = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double to = (bin + 1.0) / BINS;
      int end = start;
      while (end < rising.size() && (bin == BINS - 1 || rising.get(end).score() < to)) {
        end++;
      }
      if (end > start) {
        bins.add(bin((double) bin / BINS, to, rising.subList(start, end)));
      }
      start = end;
    }
    return bins;
  }

  private static List<Bin> equalMass(List<Ranked> rising) {
    List<Bin> bins = new ArrayList<>();
    int start = 0;
    for (int bin = 0; bin < BINS; bin++) {
      int end = Math.max(start, (int) ((bin + 1L) * rising.size() / BINS));
      while (end > start
          && end < rising.size()
          && rising.get(end).score() == rising.get(end - 1).score()) {
        end++;
      }
      if (end > start) {
        List<Ranked> inside = rising.subList(start, end);
        bins.add(bin(inside.get(0).score(), inside.get(inside.size() - 1).score(), inside));
      }
      start = end;
    }
    return bins;
  }

  private static Bin bin(double from, double to, List<Ranked> inside) {
    double sum = 0;
    int right = 0;
    for (Ranked ranked : inside) {
      sum += ranked.score();
      right += ranked.right() ? 1 : 0;
    }
    return new Bin(from, to, inside.size(), sum / inside.size(), (double) right / inside.size());
  }
}
