package io.sppdet.report;

import io.sppdet.eval.CalibrationError;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.page.Page;
import io.sppdet.report.ReportData.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The page, as the template {@code page.mustache} sees it: tables and pictures stand in the HTML;
 * curves are drawn by {@code report.js} with D3 from the data in the page, so that their size and
 * colours follow the reader's screen. Templates escape all text.
 */
record ReportPage(
    Head head,
    boolean trained,
    PrecisionTable precision,
    ConfusionTable confusion,
    Threshold threshold,
    String calibrationError,
    Gallery gallery,
    Charts charts,
    Page.Code code) {
  static final Page PAGE = new Page("io/sppdet/report");

  /** Of the version in the pom. */
  private static final String D3 = "META-INF/resources/webjars/d3/7.9.0/";

  /** What stands at the top. */
  record Head(String title, List<Fact> facts, List<Headline> headlines) {}

  /** A figure at the top. */
  record Headline(String value, String name) {}

  /**
   * The model's threshold.
   *
   * @param found what the detections of at least that score are worth
   */
  record Threshold(String score, String found) {}

  /**
   * What {@code report.js} draws, and with what.
   *
   * @param data JSON of {@link Curves}
   */
  record Charts(String data, String d3, String d3Licence) {}

  private record Curves(
      List<LossCurve> loss,
      List<PrecisionRecall> pr,
      List<ThresholdCurve.Point> thresholds,
      double threshold,
      List<ScoreHistogram.Bin> scores,
      List<CalibrationError.Bin> calibration) {}

  static ReportPage of(ReportData data, Figures figures) {
    EvalReport evaluation = data.evaluation();
    Evaluation.Result result = evaluation.result();
    Curves curves =
        new Curves(
            figures.losses().stream().map(LossCurve::thinned).toList(),
            figures.precision(),
            figures.thresholds().points(),
            result.mistakes().threshold(),
            figures.scores().bins(),
            result.calibration().equalWidth().bins());
    PrecisionTable precision = PrecisionTable.of(result);
    String calibrationError =
        PrecisionTable.Value.of(result.calibration().equalWidth().error()).percent();
    List<Headline> headlines =
        List.of(
            new Headline(precision.map07().percent(), "mAP %, VOC 11-point"),
            new Headline(precision.map().percent(), "mAP %, VOC area"),
            new Headline(precision.coco().percent(), "AP %, COCO"),
            new Headline(calibrationError, "calibration error %"),
            counted(result.voc().images(), "photo"),
            counted(objects(result), "object"));
    String title = evaluation.model() + " on " + evaluation.dataset() + " " + evaluation.split();
    double threshold = result.mistakes().threshold();
    return new ReportPage(
        new Head(title, facts(data), headlines),
        !data.losses().isEmpty(),
        precision,
        ConfusionTable.of(result.mistakes().confusion()),
        new Threshold(String.valueOf(threshold), found(figures.thresholds().at(threshold))),
        calibrationError,
        Gallery.of(result.mistakes().findings()),
        new Charts(
            Page.inert(new Serializer(false).json(curves)),
            Page.resource(D3 + "dist/d3.min.js"),
            Page.resource(D3 + "LICENSE")),
        PAGE.code("report"));
  }

  private static Headline counted(long count, String one) {
    return new Headline(String.valueOf(count), count == 1 ? one : one + "s");
  }

  private static List<Fact> facts(ReportData data) {
    EvalReport evaluation = data.evaluation();
    Evaluation.Result result = evaluation.result();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("model", evaluation.model()));
    facts.add(new Fact("data set", evaluation.dataset()));
    facts.add(new Fact("split", evaluation.split()));
    facts.add(new Fact("photos", result.voc().images() + ", " + result.failed() + " failed"));
    if (evaluation.run() != null) {
      facts.add(
          new Fact(
              "speed", String.format(Locale.ROOT, "%.2f photos/s", evaluation.imagesPerSecond())));
    }
    facts.addAll(data.facts());
    return facts;
  }

  private static String found(ThresholdCurve.Point point) {
    return "recall %s %%, precision %s %%, F1 %s %%"
        .formatted(
            PrecisionTable.Value.of(point.recall()).percent(),
            PrecisionTable.Value.of(point.precision()).percent(),
            PrecisionTable.Value.of(point.f1()).percent());
  }

  private static int objects(Evaluation.Result result) {
    return result.voc().classes().stream().mapToInt(VocEvaluation.ClassResult::objects).sum();
  }

  String html() {
    return PAGE.html("page.mustache", this);
  }
}
