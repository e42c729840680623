package io.sppdet.eval;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Scores detections as the PASCAL VOC challenges do. A detection belongs to the object of its class
 * that it overlaps most, if their IoU is at least {@link #MATCH_IOU}: the best detection of an
 * object is right, its later ones are wrong, those of a difficult object do not count; a detection
 * without object is wrong. Labels are compared, not class indices. Add each image, then ask for the
 * {@link #result()}.
 */
public final class VocEvaluation {
  /**
   * Enough, as the development kits have it ({@code VOCevaldet.m}: {@code
   * ovmax>=VOCopts.minoverlap}), though the challenge's text says it must be exceeded. VOC's boxes
   * include their last pixel; on half-open boxes its overlap is the plain IoU.
   */
  public static final double MATCH_IOU = 0.5;

  /**
   * Average precision of one class.
   *
   * @param label name of the class
   * @param ap07 the 11-point metric of VOC 2007; NaN without objects to find
   * @param ap the area metric of VOC 2010 on; NaN without objects to find
   * @param objects how many objects were to be found: the difficult ones don't count
   * @param detections how many detections were given
   */
  public record ClassResult(String label, double ap07, double ap, int objects, int detections) {}

  /**
   * Results of all classes.
   *
   * @param classes every label of an object or a detection, sorted
   * @param map07 mean of ap07 over the classes with objects to find; NaN if there are none
   * @param map mean of ap over the classes with objects to find; NaN if there are none
   * @param images how many images were added
   */
  public record Result(List<ClassResult> classes, double map07, double map, int images) {
    public Result {
      classes = List.copyOf(classes);
    }
  }

  /** A detection after matching, and whether it found an object that none before it had found. */
  public record Ranked(Detection detection, boolean right) {
    double score() {
      return detection.score();
    }
  }

  private static final class Tally {
    private int objects;
    private int detections;
    private final List<Ranked> ranking = new ArrayList<>();
  }

  private final Map<String, Tally> classes = new TreeMap<>();
  private int images;

  /** Adds an image; detections of equal score rank in the order of the images, then as given. */
  public void add(List<LabelledObject> truth, List<Detection> detections) {
    List<VocMatch> matches = VocMatch.of(truth, detections);
    images++;
    for (LabelledObject object : truth) {
      tally(object.label()).objects += object.difficult() ? 0 : 1;
    }
    // within an image the order is that of the whole ranking, so matching need not wait for it
    for (VocMatch match : matches) {
      Tally tally = tally(match.detection().label());
      tally.detections++;
      if (match.counts()) {
        tally.ranking.add(new Ranked(match.detection(), match.right()));
      }
    }
  }

  /** What the images added so far give. */
  public Result result() {
    List<ClassResult> results =
        classes.entrySet().stream()
            .map(entry -> resultOf(entry.getKey(), entry.getValue()))
            .toList();
    return new Result(
        results, mean(results, ClassResult::ap07), mean(results, ClassResult::ap), images);
  }

  /**
   * The matched detections of a class so far, in the order added; those of difficult objects are
   * left out.
   */
  public List<Ranked> matched(String label) {
    return List.copyOf(tally(label).ranking);
  }

  /** How many objects of all classes were to be found so far. */
  public int objects() {
    return classes.values().stream().mapToInt(tally -> tally.objects).sum();
  }

  private Tally tally(String label) {
    return classes.computeIfAbsent(label, l -> new Tally());
  }

  private static ClassResult resultOf(String label, Tally tally) {
    List<Ranked> ranking =
        tally.ranking.stream()
            .sorted(Comparator.comparingDouble(Ranked::score).reversed())
            .toList();
    double[] precision = new double[ranking.size()];
    double[] recall = new double[ranking.size()];
    int right = 0;
    for (int i = 0; i < ranking.size(); i++) {
      right += ranking.get(i).right() ? 1 : 0;
      precision[i] = (double) right / (i + 1);
      recall[i] = (double) right / tally.objects;
    }
    boolean defined = tally.objects > 0;
    return new ClassResult(
        label,
        defined ? AveragePrecision.elevenPoint(precision, recall) : Double.NaN,
        defined ? AveragePrecision.area(precision, recall) : Double.NaN,
        tally.objects,
        tally.detections);
  }

  private static double mean(List<ClassResult> results, ToDoubleFunction<ClassResult> value) {
    return results.stream()
        .filter(result -> result.objects() > 0)
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }
}
