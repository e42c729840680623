package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxVoting;
import io.sppdet.geometry.NonMaximumSuppression;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which of all scored regions become detections.
 *
 * @param threshold least calibrated score
 * @param nms boxes of one class that overlap a better one by more than this IoU are dropped
 * @param maxDetections the most an image may have; the best are kept
 * @param classes the classes wanted; empty for all
 */
public record Selection(double threshold, double nms, int maxDetections, Set<String> classes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** In pixels; less is what clipping leaves of a box beside the image. */
  private static final double MIN_SIDE = 0.1;

  public Selection {
    classes = Set.copyOf(classes);
  }

  /** Boxes by regression, clipped; then suppression class by class; then the best of all. */
  List<Detection> detections(
      Image image, List<Box> proposals, RegionScores scores, List<String> labels, RegionHead head) {
    return best(classes(image, proposals, scores, labels, head)).stream()
        .map(Candidate::detection)
        .toList();
  }

  /** What becomes of the regions, class by class; classes without a candidate are left out. */
  public List<ClassSelection> classes(
      Image image, List<Box> proposals, RegionScores scores, List<String> labels, RegionHead head) {
    List<ClassSelection> found = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      if (classes.isEmpty() || classes.contains(labels.get(k))) {
        ofClass(k, image, proposals, scores, labels.get(k), head).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The best of what every class keeps: the detections. */
  public List<Candidate> best(List<ClassSelection> classes) {
    return classes.stream()
        .flatMap(selected -> selected.kept().stream())
        .sorted(BEST_FIRST)
        .limit(maxDetections)
        .toList();
  }

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.<Candidate>comparingDouble(c -> c.detection().score())
          .thenComparingDouble(c -> c.detection().margin())
          .reversed();

  private Optional<ClassSelection> ofClass(
      int k, Image image, List<Box> proposals, RegionScores scores, String label, RegionHead head) {
    if (IntStream.range(0, scores.regions())
        .noneMatch(r -> head.calibrated(k, scores.margin(r, k)) >= threshold)) {
      return Optional.empty();
    }
    List<Candidate> regions = new ArrayList<>();
    for (int r = 0; r < scores.regions(); r++) {
      Box box = scores.delta(r, k).decode(proposals.get(r)).clip(image.width(), image.height());
      if (box.width() >= MIN_SIDE && box.height() >= MIN_SIDE) {
        double score = head.calibrated(k, scores.margin(r, k));
        regions.add(new Candidate(r, new Detection(label, k, score, scores.margin(r, k), box)));
      }
    }
    regions.sort(BEST_FIRST); // stable: equal ones stay in the proposals' canonical order
    List<Candidate> candidates =
        regions.stream().takeWhile(c -> c.detection().score() >= threshold).toList();
    int[] suppressors = new NonMaximumSuppression(nms).suppressors(boxes(candidates));
    BoxVoting voting = new BoxVoting(boxes(regions), weights(regions));
    return Optional.of(new ClassSelection(k, regions, suppressors, voting));
  }

  private static List<Box> boxes(List<Candidate> candidates) {
    return candidates.stream().map(c -> c.detection().box()).toList();
  }

  private static double[] weights(List<Candidate> candidates) {
    return candidates.stream().mapToDouble(c -> c.detection().score()).toArray();
  }
}
