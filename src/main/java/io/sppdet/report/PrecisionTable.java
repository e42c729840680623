package io.sppdet.report;

import io.sppdet.eval.Evaluation;
import java.util.List;
import java.util.Locale;

/** Average precision class by class, as text. */
record PrecisionTable(List<Row> rows, Value map07, Value map, Value coco) {
  record Row(String label, Value ap07, Value ap, Value coco, int objects, int detections) {}

  /**
   * @param percent with one decimal, or a dash where there is nothing to find
   * @param order a number to sort by; a dash comes last
   */
  record Value(String percent, double order) {
    static Value of(double share) {
      return Double.isNaN(share)
          ? new Value("–", -1)
          : new Value(String.format(Locale.ROOT, "%.1f", 100 * share), 100 * share);
    }
  }

  static PrecisionTable of(Evaluation.Result result) {
    return new PrecisionTable(
        ClassFigures.of(result).stream()
            .map(
                c ->
                    new Row(
                        c.label(),
                        Value.of(c.ap07()),
                        Value.of(c.ap()),
                        Value.of(c.coco()),
                        c.objects(),
                        c.detections()))
            .toList(),
        Value.of(result.voc().map07()),
        Value.of(result.voc().map()),
        Value.of(result.coco().ap()));
  }
}
