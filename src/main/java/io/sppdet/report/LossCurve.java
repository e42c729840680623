package io.sppdet.report;

import io.sppdet.report.ReportData.LossPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of one stage of the training, in order. */
record LossCurve(String stage, List<LossPoint> points) {
  /** More can't be told apart on a screen. */
  private static final int MAX_DRAWN = 600;

  static List<LossCurve> byStage(List<LossPoint> losses) {
    Map<String, List<LossPoint>> stages = new LinkedHashMap<>();
    losses.forEach(p -> stages.computeIfAbsent(p.stage(), stage -> new ArrayList<>()).add(p));
    return stages.entrySet().stream()
        .map(stage -> new LossCurve(stage.getKey(), List.copyOf(stage.getValue())))
        .toList();
  }

  /** The same with runs of neighbours replaced by their mean, for drawing. */
  LossCurve thinned() {
    int run = (points.size() + MAX_DRAWN - 1) / MAX_DRAWN;
    List<LossPoint> means = new ArrayList<>();
    for (int start = 0; start < points.size(); start += run) {
      List<LossPoint> part = points.subList(start, Math.min(start + run, points.size()));
      double mean = part.stream().mapToDouble(LossPoint::loss).average().orElseThrow();
      means.add(new LossPoint(stage, part.get(part.size() / 2).step(), mean));
    }
    return new LossCurve(stage, means);
  }
}
