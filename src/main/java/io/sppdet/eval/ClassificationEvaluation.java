package io.sppdet.eval;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.dataset.Presence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Scores the classes named for whole images: average precision of each class over the images, as
 * the VOC challenges compute it ({@code VOCevalcls}: an image whose objects of the class are all
 * difficult does not count), and, where every image shows one class, how often that is the first or
 * among the first five. Add each image, then ask for the {@link #result()}.
 */
public final class ClassificationEvaluation {
  private static final int FEW = 5;

  /**
   * Average precision of one class.
   *
   * @param label name of the class
   * @param ap07 the 11-point metric of VOC 2007; NaN without images that show it
   * @param ap the area metric of VOC 2010 on; NaN without images that show it
   * @param images how many show it
   */
  public record ClassResult(String label, double ap07, double ap, int images) {}

  /**
   * Results of all classes.
   *
   * @param classes in the order of the model
   * @param map07 mean of ap07 over the classes that are shown; NaN if there are none
   * @param map mean of ap likewise
   * @param top1 share of the images whose class has the highest score; NaN unless each shows one
   * @param top5 share of the images whose class is among the first five; NaN likewise
   * @param images how many were added
   * @param failed how many of them could not be classified
   */
  public record Result(
      List<ClassResult> classes,
      double map07,
      double map,
      double top1,
      double top5,
      int images,
      int failed) {
    public Result {
      classes = List.copyOf(classes);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Seen(LabelledImage image, double[] scores) {}

  private final List<String> classes;
  private final List<Seen> images = new ArrayList<>();
  private int failed;

  /**
   * @param classes in the order of the scores
   */
  public ClassificationEvaluation(List<String> classes) {
    this.classes = List.copyOf(classes);
  }

  /** Adds an image; equal scores rank in the order of the images. */
  public void add(LabelledImage image, double[] scores) {
    images.add(new Seen(image, scores));
  }

  /** Adds an image that could not be classified: it ranks last in all classes. */
  public void addFailed(LabelledImage image) {
    double[] scores = new double[classes.size()];
    Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    add(image, scores);
    failed++;
  }

  /** What the images added so far give. */
  public Result result() {
    List<ClassResult> results = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      results.add(ofClass(k));
    }
    return new Result(
        results,
        mean(results, ClassResult::ap07),
        mean(results, ClassResult::ap),
        amongFirst(1),
        amongFirst(FEW),
        images.size(),
        failed);
  }

  private ClassResult ofClass(int k) {
    List<Boolean> ranking =
        images.stream()
            .filter(seen -> presence(seen, k) != Presence.UNCERTAIN)
            .sorted(Comparator.comparingDouble((Seen seen) -> seen.scores()[k]).reversed())
            .map(seen -> presence(seen, k) == Presence.PRESENT)
            .toList();
    int shown = (int) ranking.stream().filter(shows -> shows).count();
    double[] precision = new double[ranking.size()];
    double[] recall = new double[ranking.size()];
    int right = 0;
    for (int i = 0; i < ranking.size(); i++) {
      right += ranking.get(i) ? 1 : 0;
      precision[i] = (double) right / (i + 1);
      recall[i] = (double) right / shown;
    }
    return new ClassResult(
        classes.get(k),
        shown == 0 ? Double.NaN : AveragePrecision.elevenPoint(precision, recall),
        shown == 0 ? Double.NaN : AveragePrecision.area(precision, recall),
        shown);
  }

  private Presence presence(Seen seen, int k) {
    return Presence.of(seen.image(), classes.get(k));
  }

  private static double mean(List<ClassResult> results, ToDoubleFunction<ClassResult> value) {
    return results.stream()
        .filter(result -> result.images() > 0)
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }

  private double amongFirst(int places) {
    int right = 0;
    for (Seen seen : images) {
      List<String> labels =
          seen.image().objects().stream().map(LabelledObject::label).distinct().toList();
      if (labels.size() != 1) {
        return Double.NaN;
      }
      int k = classes.indexOf(labels.get(0));
      right += k >= 0 && place(seen.scores(), k) < places ? 1 : 0;
    }
    return (double) right / images.size();
  }

  /** How many classes rank before one; of equal scores the first in the model's list does. */
  private static int place(double[] scores, int k) {
    if (scores[k] == Double.NEGATIVE_INFINITY) {
      return Integer.MAX_VALUE;
    }
    int before = 0;
    for (int j = 0; j < scores.length; j++) {
      before += scores[j] > scores[k] || (scores[j] == scores[k] && j < k) ? 1 : 0;
    }
    return before;
  }
}
