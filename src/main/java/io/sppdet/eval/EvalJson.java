package io.sppdet.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sppdet.eval.MistakeAnalysis.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** An {@link EvalReport} for programs. Records within it become objects of the same names. */
record EvalJson(EvalReport report) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(NumberOrNull.module())
          .build();

  String text() {
    Evaluation.Result result = report.result();
    List<VocEvaluation.ClassResult> classes = result.voc().classes();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("model", report.model());
    root.put("dataset", report.dataset());
    root.put("split", report.split());
    root.put("images", result.voc().images());
    root.put("failed", result.failed());
    root.put("mAP07", result.voc().map07());
    root.put("mAP", result.voc().map());
    root.put("coco", coco(result.coco()));
    root.put("ap07", byLabel(classes, c -> c.label(), c -> c.ap07()));
    root.put("ap", byLabel(classes, c -> c.label(), c -> c.ap()));
    root.put("ap50_95", byLabel(result.coco().classes(), c -> c.label(), c -> c.ap()));
    root.put("objects", byLabel(classes, c -> c.label(), c -> c.objects()));
    root.put("detections", byLabel(classes, c -> c.label(), c -> c.detections()));
    root.put("calibration", result.calibration());
    root.put("mistakes", mistakes(result));
    if (report.run() != null) {
      root.put("proposals", report.run().proposals());
      root.put("seconds", report.run().seconds());
      root.put("images_per_second", report.imagesPerSecond());
      root.put("stages_ms", report.run().stageMilliseconds());
    }
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and records can always be written", e);
    }
  }

  /** The names that COCO's users know. */
  private static Map<String, Double> coco(CocoEvaluation.Result c) {
    Map<String, Double> statistics = new LinkedHashMap<>();
    statistics.put("AP", c.ap());
    statistics.put("AP50", c.ap50());
    statistics.put("AP75", c.ap75());
    statistics.put("APs", c.apSmall());
    statistics.put("APm", c.apMedium());
    statistics.put("APl", c.apLarge());
    statistics.put("AR1", c.ar1());
    statistics.put("AR10", c.ar10());
    statistics.put("AR100", c.ar100());
    statistics.put("ARs", c.arSmall());
    statistics.put("ARm", c.arMedium());
    statistics.put("ARl", c.arLarge());
    return statistics;
  }

  private static Map<String, Object> mistakes(Evaluation.Result result) {
    MistakeAnalysis.Result mistakes = result.mistakes();
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("threshold", mistakes.threshold());
    node.put("counts", counts(mistakes.findings()));
    node.put(
        "by_class",
        byLabel(
            result.voc().classes(),
            c -> c.label(),
            c ->
                counts(
                    mistakes.findings().stream()
                        .filter(f -> f.label().equals(c.label()))
                        .toList())));
    node.put("confusion", mistakes.confusion());
    return node;
  }

  private static Map<String, Integer> counts(List<Finding> findings) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    MistakeAnalysis.counts(findings)
        .forEach((kind, count) -> counts.put(kind.name().toLowerCase(Locale.ROOT), count));
    return counts;
  }

  private static <T, V> Map<String, V> byLabel(
      List<T> classes, Function<T, String> label, Function<T, V> value) {
    Map<String, V> values = new LinkedHashMap<>();
    classes.forEach(c -> values.put(label.apply(c), value.apply(c)));
    return values;
  }
}
