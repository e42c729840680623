package io.sppdet.report;

import io.sppdet.eval.Evaluation;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.eval.VocEvaluation.Ranked;
import java.util.List;

/**
 * The curves of a report.
 *
 * @param losses stage by stage
 * @param precision over recall of each class, in the order of the evaluation's classes
 * @param thresholds what all classes together find at each least score
 * @param scores of right and of wrong detections
 */
record Figures(
    List<LossCurve> losses,
    List<PrecisionRecall> precision,
    ThresholdCurve thresholds,
    ScoreHistogram scores) {

  static Figures of(ReportData data) {
    Evaluation.Result result = data.evaluation().result();
    List<Ranked> all = result.matched().values().stream().flatMap(List::stream).toList();
    return new Figures(
        LossCurve.byStage(data.losses()),
        result.voc().classes().stream()
            .map(c -> PrecisionRecall.of(c, result.matched().get(c.label())))
            .toList(),
        ThresholdCurve.of(result),
        ScoreHistogram.of(all));
  }
}
