package io.sppdet.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sppdet.eval.CocoEvaluation;
import io.sppdet.eval.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Average precision of a class; NaN without objects to find.
 *
 * @param ap07 VOC's 11-point metric
 * @param ap VOC's area metric
 * @param coco COCO's, over the IoU thresholds 0.5, 0.55, …, 0.95
 * @param objects how many were to be found
 * @param detections how many were given
 */
record ClassFigures(
    String label,
    double ap07,
    double ap,
    @JsonProperty("ap50_95") double coco,
    int objects,
    int detections) {
  static List<ClassFigures> of(Evaluation.Result result) {
    Map<String, Double> coco =
        result.coco().classes().stream()
            .collect(
                Collectors.toMap(
                    CocoEvaluation.ClassResult::label, CocoEvaluation.ClassResult::ap));
    return result.voc().classes().stream()
        .map(
            c ->
                new ClassFigures(
                    c.label(), c.ap07(), c.ap(), coco.get(c.label()), c.objects(), c.detections()))
        .toList();
  }
}
