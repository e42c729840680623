package io.sppdet.report;

import io.sppdet.eval.CalibrationError;
import io.sppdet.eval.ConfusionMatrix;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.report.ReportData.LossPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The figures as text for programs.
 *
 * @param csvSafe whether no text in CSV may begin as a formula does
 */
record FigureFiles(ReportData data, Figures figures, boolean csvSafe) {
  /** Stands for no object, and for no detection. */
  static final String BACKGROUND = "background";

  private record PrecisionRow(String label, double score, double precision, double recall) {}

  private record ThresholdRow(double threshold, double precision, double recall, double f1) {
    static ThresholdRow of(ThresholdCurve.Point point) {
      return new ThresholdRow(point.threshold(), point.precision(), point.recall(), point.f1());
    }
  }

  private record ConfusionRow(String truth, String found, int count) {}

  private record CalibrationRow(
      String bins, double from, double to, int detections, double meanScore, double rightShare) {}

  /** Text by the file's name. */
  Map<String, String> texts() {
    Serializer serializer = new Serializer(csvSafe);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("report.json", serializer.json(data.evaluation().json(), additions()));
    texts.put("loss.csv", serializer.csv(LossPoint.class, data.losses()));
    texts.put("ap.csv", serializer.csv(ClassFigures.class, ClassFigures.of(result())));
    texts.put("pr.csv", serializer.csv(PrecisionRow.class, precisionRows()));
    texts.put("threshold.csv", serializer.csv(ThresholdRow.class, thresholdRows()));
    texts.put("confusion.csv", serializer.csv(ConfusionRow.class, confusionRows()));
    texts.put("calibration.csv", serializer.csv(CalibrationRow.class, calibrationRows()));
    texts.put("mistakes.csv", serializer.csv(FindingRow.class, findings()));
    return texts;
  }

  /** What the JSON of the evaluation lacks. */
  private Map<String, Object> additions() {
    Map<String, Object> additions = new LinkedHashMap<>();
    additions.put("facts", data.facts());
    additions.put("loss", data.losses());
    additions.put("pr", figures.precision());
    additions.put("thresholds", thresholdRows());
    additions.put("scores", figures.scores().bins());
    additions.put("findings", findings());
    return additions;
  }

  private Evaluation.Result result() {
    return data.evaluation().result();
  }

  private List<FindingRow> findings() {
    return result().mistakes().findings().stream().map(FindingRow::of).toList();
  }

  private List<PrecisionRow> precisionRows() {
    List<PrecisionRow> rows = new ArrayList<>();
    for (PrecisionRecall curve : figures.precision()) {
      for (PrecisionRecall.Point p : curve.points()) {
        rows.add(new PrecisionRow(curve.label(), p.score(), p.precision(), p.recall()));
      }
    }
    return rows;
  }

  private List<ThresholdRow> thresholdRows() {
    return figures.thresholds().points().stream().map(ThresholdRow::of).toList();
  }

  private List<CalibrationRow> calibrationRows() {
    CalibrationError calibration = result().calibration();
    return Stream.concat(
            calibrationRows("equal width", calibration.equalWidth()),
            calibrationRows("equal mass", calibration.equalMass()))
        .toList();
  }

  private static Stream<CalibrationRow> calibrationRows(
      String bins, CalibrationError.Binning binning) {
    return binning.bins().stream()
        .map(
            b ->
                new CalibrationRow(
                    bins, b.from(), b.to(), b.detections(), b.meanScore(), b.rightShare()));
  }

  private List<ConfusionRow> confusionRows() {
    ConfusionMatrix confusion = result().mistakes().confusion();
    List<String> names = new ArrayList<>(confusion.classes());
    names.add(BACKGROUND);
    List<ConfusionRow> rows = new ArrayList<>();
    for (int truth = 0; truth < names.size(); truth++) {
      for (int found = 0; found < names.size(); found++) {
        int count = confusion.counts().get(truth).get(found);
        rows.add(new ConfusionRow(names.get(truth), names.get(found), count));
      }
    }
    return rows;
  }
}
