package io.sppdet.report;

import io.sppdet.eval.VocEvaluation;
import io.sppdet.eval.VocEvaluation.Ranked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Precision over recall of a class, the best detection first. A wrong detection only lowers the
 * precision at the same recall, so there is a point for each right one and for the last: average
 * precision needs no more.
 *
 * @param label name of the class
 * @param points empty without objects to find
 */
record PrecisionRecall(String label, List<Point> points) {
  /**
   * What holds if all detections from this score on are taken.
   *
   * @param score of the last detection taken
   * @param precision share of them that is right
   * @param recall share of the objects that they find
   */
  record Point(double score, double precision, double recall) {}

  static PrecisionRecall of(VocEvaluation.ClassResult result, List<Ranked> matched) {
    List<Ranked> ranking =
        matched.stream()
            .sorted(Comparator.comparingDouble((Ranked r) -> r.detection().score()).reversed())
            .toList();
    List<Point> points = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < ranking.size() && result.objects() > 0; i++) {
      Ranked ranked = ranking.get(i);
      right += ranked.right() ? 1 : 0;
      if (ranked.right() || i == ranking.size() - 1) {
        double score = ranked.detection().score();
        points.add(new Point(score, (double) right / (i + 1), (double) right / result.objects()));
      }
    }
    return new PrecisionRecall(result.label(), List.copyOf(points));
  }
}
