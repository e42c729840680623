package io.sppdet.eval;

import io.sppdet.error.Count;
import io.sppdet.error.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An {@link EvalReport} for people. */
record EvalTable(EvalReport report) {
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(row("class", "AP07", "AP", "AP50-95", "objects", "detections"));
    List<VocEvaluation.ClassResult> voc = report.result().voc().classes();
    List<CocoEvaluation.ClassResult> coco = report.result().coco().classes();
    for (int k = 0; k < voc.size(); k++) {
      VocEvaluation.ClassResult c = voc.get(k);
      lines.add(
          row(
              c.label(),
              percent(c.ap07()),
              percent(c.ap()),
              percent(coco.get(k).ap()),
              String.valueOf(c.objects()),
              String.valueOf(c.detections())));
    }
    lines.add(
        row(
            "mean",
            percent(report.result().voc().map07()),
            percent(report.result().voc().map()),
            percent(report.result().coco().ap()),
            "",
            ""));
    lines.addAll(cocoLines());
    lines.add(calibrationLine());
    lines.add(mistakesLine());
    if (report.run() != null) {
      lines.add(proposalsLine());
      lines.add(stagesLine());
    }
    lines.add(lastLine());
    return lines.stream()
        .map(line -> PlainText.line(line.stripTrailing()) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String row(
      String label, String ap07, String ap, String cocoAp, String objects, String detections) {
    return String.format(
        "%-16s %6s %6s %8s %8s %11s", label, ap07, ap, cocoAp, objects, detections);
  }

  private List<String> cocoLines() {
    CocoEvaluation.Result c = report.result().coco();
    return List.of(
        "COCO AP %s, AP50 %s, AP75 %s; small %s, medium %s, large %s"
            .formatted(
                percent(c.ap()),
                percent(c.ap50()),
                percent(c.ap75()),
                percent(c.apSmall()),
                percent(c.apMedium()),
                percent(c.apLarge())),
        "COCO AR1 %s, AR10 %s, AR100 %s; small %s, medium %s, large %s"
            .formatted(
                percent(c.ar1()),
                percent(c.ar10()),
                percent(c.ar100()),
                percent(c.arSmall()),
                percent(c.arMedium()),
                percent(c.arLarge())));
  }

  private String calibrationLine() {
    return "calibration error %s in bins of equal width, %s in bins of equal mass"
        .formatted(
            percent(report.result().calibration().equalWidth().error()),
            percent(report.result().calibration().equalMass().error()));
  }

  private String mistakesLine() {
    String counts =
        report.result().mistakes().counts().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().title())
            .collect(Collectors.joining(", "));
    return "from score %s on: %s".formatted(report.result().mistakes().threshold(), counts);
  }

  private String proposalsLine() {
    ProposalRecall.Result p = report.run().proposals();
    return "proposals: recall %s at IoU 0.5, %s at 0.7, MABO %s, %s a photo"
        .formatted(
            percent(p.recall50()),
            percent(p.recall70()),
            percent(p.mabo()),
            Double.isNaN(p.meanProposals()) ? "-" : Math.round(p.meanProposals()));
  }

  private String stagesLine() {
    return "stages, mean: "
        + report.run().stageMilliseconds().entrySet().stream()
            .map(
                stage -> String.format(Locale.ROOT, "%s %.0f ms", stage.getKey(), stage.getValue()))
            .collect(Collectors.joining(", "));
  }

  private String lastLine() {
    String what =
        "%s on %s %s: %s, %s failed"
            .formatted(
                report.model(),
                report.dataset(),
                report.split(),
                Count.of(report.result().voc().images(), "image"),
                report.result().failed());
    return report.run() == null
        ? what
        : what
            + String.format(
                Locale.ROOT,
                ", %.1f s, %.2f images/s",
                report.run().seconds(),
                report.imagesPerSecond());
  }

  /** With one decimal; a dash where there is nothing to find. */
  static String percent(double fraction) {
    return Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
