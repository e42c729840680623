package io.sppdet.eval;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Scores detections as COCO does: the 12 statistics of pycocotools' {@code COCOeval} for boxes, and
 * the methods bear the names of its steps. A difficult object is what COCO calls a crowd: it is not
 * asked for, and a detection that lies in it, by intersection over the detection's own area, counts
 * neither way. The area of an object is that of its box. Labels are compared, not class indices.
 * Add each image, then ask for the {@link #result()}. Detections of equal score rank by their
 * images, which pycocotools takes by rising id.
 */
public final class CocoEvaluation {
  /** In pycocotools' {@code evaluateImg} an IoU of 1 must not fail a threshold of 1. */
  private static final double ALMOST_ONE = 1 - 1e-10;

  /** 0.5, 0.55, …, 0.95. */
  private static final double[] IOUS = steps(0.5, 0.95, 10);

  private static final int IGNORED_AT_ALL = (1 << IOUS.length) - 1;

  private static final int IOU_50 = 0;
  private static final int IOU_75 = 5;

  /** 0, 0.01, …, 1. */
  private static final double[] RECALLS = steps(0, 1, 101);

  /** How many detections of a class, the best, are looked at in an image. */
  private static final int MAX_DETECTIONS = 100;

  /** Range of areas in pixels², both ends included. */
  private enum Area {
    ALL(0, 1e10),
    SMALL(0, 32 * 32),
    MEDIUM(32 * 32, 96 * 96),
    LARGE(96 * 96, 1e10);

    private final double least;
    private final double most;

    Area(double least, double most) {
      this.least = least;
      this.most = most;
    }

    boolean leavesOut(Box box) {
      return box.area() < least || box.area() > most;
    }
  }

  /**
   * Average precision of one class, over all areas.
   *
   * @param label name of the class
   * @param ap mean over the IoU thresholds 0.5, 0.55, …, 0.95; NaN without objects to find
   * @param ap50 at an IoU of 0.5; NaN without objects to find
   */
  public record ClassResult(String label, double ap, double ap50) {}

  /**
   * The 12 statistics: means over the classes with objects to find in the range of areas, NaN if
   * there are none. AP is over recalls, AR the largest recall; both are means over the IoU
   * thresholds 0.5, 0.55, …, 0.95 unless one is named.
   *
   * @param ap average precision
   * @param ap50 at an IoU of 0.5
   * @param ap75 at an IoU of 0.75
   * @param apSmall of objects up to 32² pixels
   * @param apMedium of objects from 32² to 96² pixels
   * @param apLarge of objects from 96² pixels on
   * @param ar1 average recall of the best detection of a class in an image
   * @param ar10 of the 10 best
   * @param ar100 of the 100 best, as everything but ar1 and ar10
   * @param arSmall of objects up to 32² pixels
   * @param arMedium of objects from 32² to 96² pixels
   * @param arLarge of objects from 96² pixels on
   * @param classes every label of an object or a detection, sorted
   */
  public record Result(
      double ap,
      double ap50,
      double ap75,
      double apSmall,
      double apMedium,
      double apLarge,
      double ar1,
      double ar10,
      double ar100,
      double arSmall,
      double arMedium,
      double arLarge,
      List<ClassResult> classes) {
    public Result {
      classes = List.copyOf(classes);
    }
  }

  /**
   * A detection after matching.
   *
   * @param score its score
   * @param image place of its image among all
   * @param rank its place among those of its class in its image, from 0
   * @param matched bit t tells whether it has an object at {@code IOUS[t]}
   * @param ignored bit t tells whether it counts neither way at {@code IOUS[t]}
   */
  private record Ranked(double score, long image, int rank, int matched, int ignored) {}

  /** A class within a range of areas. */
  private static final class Tally {
    private int objects;
    private final List<Ranked> ranking = new ArrayList<>();
  }

  /** What {@code accumulate} gives of a class, the names as in {@link Result}. */
  private record Averages(double ap, double ap50, double ap75, double ar) {}

  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::image);

  private final Map<String, Map<Area, Tally>> classes = new TreeMap<>();

  /**
   * Adds an image; of detections of equal score in it, the first given ranks first.
   *
   * @param image its place among all, which is that of its id in COCO; two of the same place rank
   *     in the order they are added
   */
  public void add(long image, List<LabelledObject> truth, List<Detection> detections) {
    Map<String, List<LabelledObject>> truthOf = new HashMap<>();
    Map<String, List<Detection>> detectionsOf = new HashMap<>();
    for (LabelledObject object : truth) {
      truthOf.computeIfAbsent(object.label(), label -> new ArrayList<>()).add(object);
      detectionsOf.computeIfAbsent(object.label(), label -> new ArrayList<>());
    }
    for (Detection detection : detections) {
      detectionsOf.computeIfAbsent(detection.label(), label -> new ArrayList<>()).add(detection);
    }
    detectionsOf.forEach(
        (label, ofClass) -> {
          List<Detection> best =
              ofClass.stream()
                  .sorted(Comparator.comparingDouble(Detection::score).reversed())
                  .limit(MAX_DETECTIONS)
                  .toList();
          for (Area area : Area.values()) {
            evaluateImage(
                image, area, truthOf.getOrDefault(label, List.of()), best, tally(label, area));
          }
        });
  }

  private Tally tally(String label, Area area) {
    return classes
        .computeIfAbsent(label, l -> new EnumMap<>(Area.class))
        .computeIfAbsent(area, a -> new Tally());
  }

  /** Matches the detections of a class, the best first, at each IoU threshold. */
  private static void evaluateImage(
      long image, Area area, List<LabelledObject> truth, List<Detection> detections, Tally tally) {
    List<LabelledObject> objects = new ArrayList<>();
    truth.stream().filter(object -> !ignored(area, object)).forEach(objects::add);
    int counted = objects.size(); // the ignored ones come last
    truth.stream().filter(object -> ignored(area, object)).forEach(objects::add);
    tally.objects += counted;

    int[] matched = new int[detections.size()];
    int[] ignored = new int[detections.size()];
    for (int t = 0; t < IOUS.length; t++) {
      boolean[] taken = new boolean[objects.size()];
      for (int d = 0; d < detections.size(); d++) {
        int object = match(detections.get(d).box(), objects, counted, taken, IOUS[t]);
        if (object >= 0) {
          taken[object] = true;
          matched[d] |= 1 << t;
        }
        boolean counts = object >= 0 ? object < counted : !area.leavesOut(detections.get(d).box());
        ignored[d] |= counts ? 0 : 1 << t;
      }
    }
    for (int d = 0; d < detections.size(); d++) {
      if (ignored[d] != IGNORED_AT_ALL) { // most detections, in the small ranges of areas
        tally.ranking.add(new Ranked(detections.get(d).score(), image, d, matched[d], ignored[d]));
      }
    }
  }

  private static boolean ignored(Area area, LabelledObject object) {
    return object.difficult() || area.leavesOut(object.box());
  }

  /**
   * Index of the free object that a box overlaps most, the last of equals, or -1. An ignored one is
   * second choice, and a difficult one is always free.
   */
  private static int match(
      Box box, List<LabelledObject> objects, int counted, boolean[] taken, double leastIou) {
    int most = -1;
    double mostIou = Math.min(leastIou, ALMOST_ONE);
    for (int g = 0; g < objects.size(); g++) {
      LabelledObject object = objects.get(g);
      if (taken[g] && !object.difficult()) {
        continue;
      }
      if (most >= 0 && most < counted && g >= counted) {
        break;
      }
      double iou = object.difficult() ? shareWithin(object.box(), box) : box.iou(object.box());
      if (iou >= mostIou) {
        most = g;
        mostIou = iou;
      }
    }
    return most;
  }

  /** The share of a box that lies in a crowd's: intersection over its own area. */
  private static double shareWithin(Box crowd, Box box) {
    double w = Math.min(crowd.x2(), box.x2()) - Math.max(crowd.x1(), box.x1());
    double h = Math.min(crowd.y2(), box.y2()) - Math.max(crowd.y1(), box.y1());
    return w <= 0 || h <= 0 ? 0 : w * h / box.area();
  }

  /** Averages of a class over a number of its best detections an image; null without objects. */
  private static Averages accumulate(Tally tally, int maxDetections) {
    if (tally.objects == 0) {
      return null;
    }
    List<Ranked> ranking =
        tally.ranking.stream()
            .filter(ranked -> ranked.rank() < maxDetections)
            .sorted(BEST_FIRST)
            .toList();
    double[] ap = new double[IOUS.length];
    double[] recall = new double[IOUS.length];
    for (int t = 0; t < IOUS.length; t++) {
      double[] precisions = new double[ranking.size()];
      double[] recalls = new double[ranking.size()];
      int right = 0;
      int wrong = 0;
      for (int i = 0; i < ranking.size(); i++) {
        boolean counts = (ranking.get(i).ignored() >> t & 1) == 0;
        boolean matched = (ranking.get(i).matched() >> t & 1) == 1;
        right += counts && matched ? 1 : 0;
        wrong += counts && !matched ? 1 : 0;
        precisions[i] = right / (right + wrong + Math.ulp(1.0));
        recalls[i] = (double) right / tally.objects;
      }
      ap[t] = mean(atRecalls(precisions, recalls));
      recall[t] = ranking.isEmpty() ? 0 : recalls[ranking.size() - 1];
    }
    return new Averages(mean(ap), ap[IOU_50], ap[IOU_75], mean(recall));
  }

  /** The best precision at each of {@code RECALLS} or a higher recall; 0 where none is reached. */
  private static double[] atRecalls(double[] precisions, double[] recalls) {
    double[] sampled = new double[RECALLS.length];
    int i = recalls.length - 1;
    double best = 0;
    for (int r = RECALLS.length - 1; r >= 0; r--) {
      for (; i >= 0 && recalls[i] >= RECALLS[r]; i--) {
        best = Math.max(best, precisions[i]);
      }
      sampled[r] = best;
    }
    return sampled;
  }

  /** What the images added so far give: pycocotools' {@code summarize}. */
  public Result result() {
    Map<String, Averages> all = averages(Area.ALL, MAX_DETECTIONS);
    Map<String, Averages> small = averages(Area.SMALL, MAX_DETECTIONS);
    Map<String, Averages> medium = averages(Area.MEDIUM, MAX_DETECTIONS);
    Map<String, Averages> large = averages(Area.LARGE, MAX_DETECTIONS);
    return new Result(
        mean(all, Averages::ap),
        mean(all, Averages::ap50),
        mean(all, Averages::ap75),
        mean(small, Averages::ap),
        mean(medium, Averages::ap),
        mean(large, Averages::ap),
        mean(averages(Area.ALL, 1), Averages::ar),
        mean(averages(Area.ALL, 10), Averages::ar),
        mean(all, Averages::ar),
        mean(small, Averages::ar),
        mean(medium, Averages::ar),
        mean(large, Averages::ar),
        classes.keySet().stream().map(label -> classResult(label, all.get(label))).toList());
  }

  private static ClassResult classResult(String label, Averages averages) {
    return averages == null
        ? new ClassResult(label, Double.NaN, Double.NaN)
        : new ClassResult(label, averages.ap(), averages.ap50());
  }

  /** By label; without the classes that have no objects to find. */
  private Map<String, Averages> averages(Area area, int maxDetections) {
    Map<String, Averages> averages = new TreeMap<>();
    classes.forEach(
        (label, tallies) -> {
          Averages ofClass = accumulate(tallies.get(area), maxDetections);
          if (ofClass != null) {
            averages.put(label, ofClass);
          }
        });
    return averages;
  }

  private static double mean(Map<String, Averages> averages, ToDoubleFunction<Averages> value) {
    return averages.values().stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** NumPy's {@code linspace}, to the last bit: IoUs of exactly 0.7 are common. */
  private static double[] steps(double first, double last, int n) {
    double[] steps = new double[n];
    for (int i = 0; i < n; i++) {
      steps[i] = first + i * ((last - first) / (n - 1));
    }
    steps[n - 1] = last;
    return steps;
  }
}
