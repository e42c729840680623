package io.sppdet.cli.command;

import io.sppdet.error.Count;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.eval.VocEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code train} says at its end of the photos held out.
 *
 * @param voc average precision in them
 * @param curve what is found in them at which threshold
 * @param threshold the model's
 */
record TrainingEnd(VocEvaluation.Result voc, ThresholdCurve curve, double threshold) {
  /** Fewer photos than that tell little. */
  private static final int FEW = 50;

  /** A line for each class, and what detect will find and miss. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("average precision (VOC, area), photos held out: " + voc.images());
    int width = voc.classes().stream().mapToInt(c -> c.label().length()).max().orElse(0);
    List<String> unseen = new ArrayList<>();
    for (VocEvaluation.ClassResult c : voc.classes()) {
      if (c.objects() == 0) {
        unseen.add(c.label());
        continue;
      }
      String label = c.label() + " ".repeat(width - c.label().length());
      lines.add(
          String.format(
              Locale.ROOT, "  %s  %5.1f %%, objects: %d", label, 100 * c.ap(), c.objects()));
    }
    if (!unseen.isEmpty()) {
      lines.add("  not among them: " + String.join(", ", unseen));
    }
    if (voc.classes().size() > 1 && !Double.isNaN(voc.map())) {
      lines.add(String.format(Locale.ROOT, "  mean of the classes: %.1f %%", 100 * voc.map()));
    }
    if (!few().isEmpty()) {
      lines.add(few());
    }
    lines.add(expectation());
    return lines;
  }

  /**
   * Said where the photos are few: two standard deviations of a share of n objects are 1/√n of it
   * at most; empty elsewhere.
   */
  String few() {
    int objects = voc.classes().stream().mapToInt(VocEvaluation.ClassResult::objects).sum();
    if (voc.images() >= FEW || objects == 0) {
      return "";
    }
    return "few photos are held out (%d, objects: %d): a share may be %d points off by chance"
        .formatted(voc.images(), objects, Math.round(100 / Math.sqrt(objects)));
  }

  private String expectation() {
    ThresholdCurve.Point point = curve.at(threshold);
    if (Double.isNaN(point.recall())) {
      return "detect shows what scores %s or more; no photo held out tells what it will find"
          .formatted(threshold);
    }
    return String.format(
        Locale.ROOT,
        "detect shows what scores %s or more: in the %s held out that finds %.0f %% of the"
            + " objects, and %.0f %% of what it shows is right",
        threshold,
        Count.of(voc.images(), "photo"),
        100 * point.recall(),
        100 * (Double.isNaN(point.precision()) ? 0 : point.precision()));
  }
}
