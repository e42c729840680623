package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxVoting;
import io.sppdet.geometry.NonMaximumSuppression;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which of all scored regions become detections.
 *
 * @param threshold least calibrated score
 * @param nms boxes of one class that overlap a better one by more than this IoU are dropped
 * @param maxDetections at most so many an image, the best
 * @param classes the classes wanted; empty for all
 */
public record Selection(double threshold, double nms, int maxDetections, Set<String> classes) {
  /** In pixels; less is what clipping leaves of a box beside the image. */
  private static final double MIN_SIDE = 0.1;

  public Selection {
    classes = Set.copyOf(classes);
  }

  /** Boxes by regression, clipped; then suppression class by class; then the best of all. */
  List<Detection> detections(
      Image image, List<Box> proposals, RegionScores scores, List<String> labels, RegionHead head) {
    List<Detection> found = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      if (classes.isEmpty() || classes.contains(labels.get(k))) {
        found.addAll(ofClass(k, image, proposals, scores, labels.get(k), head));
      }
    }
    found.sort(BEST_FIRST);
    return List.copyOf(found.subList(0, Math.min(maxDetections, found.size())));
  }

  private static final Comparator<Detection> BEST_FIRST =
      Comparator.comparingDouble(Detection::score)
          .thenComparingDouble(Detection::margin)
          .reversed();

  private List<Detection> ofClass(
      int k, Image image, List<Box> proposals, RegionScores scores, String label, RegionHead head) {
    if (IntStream.range(0, scores.regions())
        .noneMatch(r -> head.calibrated(k, scores.margin(r, k)) >= threshold)) {
      return List.of();
    }
    List<Detection> regions = new ArrayList<>();
    for (int r = 0; r < scores.regions(); r++) {
      Box box = scores.delta(r, k).decode(proposals.get(r)).clip(image.width(), image.height());
      if (box.width() >= MIN_SIDE && box.height() >= MIN_SIDE) {
        double score = head.calibrated(k, scores.margin(r, k));
        regions.add(new Detection(label, k, score, scores.margin(r, k), box));
      }
    }
    regions.sort(BEST_FIRST); // stable: equal ones stay in the proposals' canonical order
    List<Detection> candidates = regions.stream().takeWhile(d -> d.score() >= threshold).toList();
    List<Integer> kept = new NonMaximumSuppression(nms).keep(boxes(candidates));
    BoxVoting voting = new BoxVoting(boxes(regions), weights(regions));
    return kept.stream()
        .map(i -> candidates.get(i).at(voting.vote(candidates.get(i).box())))
        .toList();
  }

  private static List<Box> boxes(List<Detection> detections) {
    return detections.stream().map(Detection::box).toList();
  }

  private static double[] weights(List<Detection> detections) {
    return detections.stream().mapToDouble(Detection::score).toArray();
  }
}
