package io.sppdet.eval;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well proposals cover the objects, difficult ones left out. MABO, the mean average best
 * overlap (Uijlings et al. 2013, section 5), is the mean over classes of the mean, over the objects
 * of a class, of the largest IoU with a proposal of their image.
 */
public final class ProposalRecall {
  /**
   * Coverage of the objects of the images added.
   *
   * @param recall50 share of the objects that a proposal covers with an IoU of at least 0.5
   * @param recall70 the same at 0.7
   * @param mabo mean average best overlap
   * @param objects how many objects there were; if none, the three values are NaN
   * @param meanProposals proposals an image
   */
  public record Result(
      double recall50, double recall70, double mabo, int objects, double meanProposals) {}

  private final Map<String, List<Double>> bestOverlaps = new TreeMap<>();
  private int images;
  private long proposalCount;

  /** Adds an image. */
  public void add(List<LabelledObject> truth, List<Box> proposals) {
    images++;
    proposalCount += proposals.size();
    for (LabelledObject object : truth) {
      if (!object.difficult()) {
        double best = 0;
        for (Box proposal : proposals) {
          best = Math.max(best, object.box().iou(proposal));
        }
        bestOverlaps.computeIfAbsent(object.label(), label -> new ArrayList<>()).add(best);
      }
    }
  }

  /** What the images added so far give. */
  public Result result() {
    List<Double> all = bestOverlaps.values().stream().flatMap(List::stream).toList();
    double mabo =
        bestOverlaps.values().stream()
            .mapToDouble(ProposalRecall::mean)
            .average()
            .orElse(Double.NaN);
    return new Result(
        recall(all, 0.5), recall(all, 0.7), mabo, all.size(), (double) proposalCount / images);
  }

  private static double recall(List<Double> overlaps, double iou) {
    return (double) overlaps.stream().filter(overlap -> overlap >= iou).count() / overlaps.size();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
