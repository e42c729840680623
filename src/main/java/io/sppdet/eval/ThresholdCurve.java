package io.sppdet.eval;

import io.sppdet.eval.VocEvaluation.Ranked;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a detector finds, and how much of what it shows is right, at each least score from 0.01 to
 * 0.99: all detections of all classes in one count.
 *
 * @param points in steps of 0.01
 */
public record ThresholdCurve(List<Point> points) {
  /** Steps a unit of score. */
  private static final int STEPS = 100;

  private static final double LEAST = 0.05;
  private static final double MOST = 0.5;

  /**
   * What holds if all detections of at least a score are shown.
   *
   * @param threshold that score
   * @param precision share of them that is right; NaN where there are none
   * @param recall share of the objects that they find; NaN without objects
   */
  public record Point(double threshold, double precision, double recall) {
    /** The harmonic mean of precision and recall; 0 where nothing is found. */
    public double f1() {
      double sum = precision + recall;
      return sum > 0 ? 2 * precision * recall / sum : 0;
    }
  }

  public ThresholdCurve {
    points = List.copyOf(points);
  }

  /**
   * Of detections that were matched.
   *
   * @param objects to be found
   */
  public static ThresholdCurve of(Collection<Ranked> matched, int objects) {
    double[] right = scores(matched, true);
    double[] wrong = scores(matched, false);
    return new ThresholdCurve(
        IntStream.range(1, STEPS)
            .mapToObj(
                step -> {
                  double threshold = (double) step / STEPS;
                  double found = atLeast(right, threshold);
                  double shown = found + atLeast(wrong, threshold);
                  return new Point(threshold, found / shown, found / objects);
                })
            .toList());
  }

  /** Of all that an evaluation matched. */
  public static ThresholdCurve of(Evaluation.Result result) {
    return of(
        result.matched().values().stream().flatMap(List::stream).toList(),
        result.voc().classes().stream().mapToInt(VocEvaluation.ClassResult::objects).sum());
  }

  private static double[] scores(Collection<Ranked> matched, boolean right) {
    return matched.stream()
        .filter(r -> r.right() == right)
        .mapToDouble(Ranked::score)
        .sorted()
        .toArray();
  }

  private static int atLeast(double[] sorted, double score) {
    int at = Arrays.binarySearch(sorted, score);
    int first = at < 0 ? -1 - at : at;
    while (first > 0 && sorted[first - 1] == score) {
      first--;
    }
    return sorted.length - first;
  }

  /** The point of a threshold, to the next step. */
  public Point at(double threshold) {
    int step = (int) Math.round(threshold * STEPS);
    return points.get(Math.min(Math.max(step, 1), STEPS - 1) - 1);
  }

  /**
   * The threshold at which F1 is highest on photos like those that some detections come from: half
   * of that F1, as is proven for probabilities that are right (Lipton et al. 2014). Neither looks
   * at which detections are right: a curve of F1 counted on few photos is jagged, and its highest
   * place an accident.
   *
   * @param probabilities of each detection to be right
   * @param objects there are to be found
   * @return from 0.05 to 0.5, in steps of 0.01
   */
  public static double serving(double[] probabilities, int objects) {
    double[] rising = probabilities.clone();
    Arrays.sort(rising);
    double right = 0;
    double best = 0;
    for (int shown = 1; shown <= rising.length; shown++) {
      right += rising[rising.length - shown];
      best = Math.max(best, 2 * right / (shown + objects));
    }
    return Math.max(LEAST, Math.min(MOST, Math.rint(best / 2 * STEPS) / STEPS));
  }
}
