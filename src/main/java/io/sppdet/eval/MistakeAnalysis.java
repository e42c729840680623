package io.sppdet.eval;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.eval.ConfusionMatrix.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sorts what a detector did into kinds of mistakes, after Hoiem, Chodpathumwan, Dai 2012, section
 * 3, and Girshick's R-CNN. Only detections of at least a given score are looked at. What is right
 * is what {@link VocEvaluation} counts as right; a detection that belongs to a difficult object is
 * nothing, and a difficult object is never missed. Add each image, then ask for the {@link
 * #result()}.
 */
public final class MistakeAnalysis {
  /** A detection that overlaps an object less than this has not seen it. */
  public static final double LEAST_IOU = 0.1;

  /** What a detection is, or that an object has none. In this order, the first that holds. */
  public enum Kind {
    /** The best detection of its object. */
    RIGHT("right"),
    /** Near an object of its class, but not near enough, or the object has a better one already. */
    LOCALISATION("localisation"),
    /** On an object of a similar class. */
    SIMILAR_CLASS("similar class"),
    /** On an object of any other class. */
    OTHER_CLASS("other class"),
    /** On no object. */
    BACKGROUND("background"),
    /** An object without a right detection. */
    MISSED("missed");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** In words, such as {@code "similar class"}. */
    public String title() {
      return title;
    }
  }

  /**
   * A detection and its kind, or an object that was missed.
   *
   * @param kind what it is
   * @param image where it is
   * @param detection null for MISSED
   * @param object the object the kind speaks of, the one of its sort that the detection overlaps
   *     most; null for BACKGROUND
   */
  public record Finding(
      Kind kind, LabelledImage image, Detection detection, LabelledObject object) {
    /** Class of the detection, or of the object that was missed. */
    public String label() {
      return detection == null ? object.label() : detection.label();
    }

    /** Overlap of the detection and the object; 0 where there is only one of them. */
    public double iou() {
      return detection == null || object == null ? 0 : detection.box().iou(object.box());
    }

    /** Whether this would be right, had the object no better detection. */
    public boolean duplicate() {
      return kind == Kind.LOCALISATION && iou() >= VocEvaluation.MATCH_IOU;
    }
  }

  /**
   * What the images added give.
   *
   * @param threshold least score of the detections looked at
   * @param findings image by image in the order added: detections, the best first, then what was
   *     missed
   * @param confusion of the same detections. A right detection takes its object; then each other
   *     one, the best first, takes the object left of another class that it overlaps most, with an
   *     IoU of at least {@link VocEvaluation#MATCH_IOU}; the rest are background. Difficult objects
   *     are left out. So the diagonal counts what is right and a row adds up to the objects of its
   *     class.
   */
  public record Result(double threshold, List<Finding> findings, ConfusionMatrix confusion) {
    public Result {
      findings = List.copyOf(findings);
    }

    /** How many findings there are of each kind, zeros among them. */
    public Map<Kind, Integer> counts() {
      return MistakeAnalysis.counts(findings);
    }
  }

  private final double threshold;
  private final SimilarClasses similar;
  private final Set<String> labels = new TreeSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();

  /**
   * @param threshold least score of a detection that is looked at
   * @param similar whose confusion counts as SIMILAR_CLASS
   */
  public MistakeAnalysis(double threshold, SimilarClasses similar) {
    this.threshold = threshold;
    this.similar = similar;
  }

  /** Adds an image. */
  public void add(LabelledImage image, List<Detection> detections) {
    image.objects().forEach(object -> labels.add(object.label()));
    detections.forEach(detection -> labels.add(detection.label()));
    List<VocMatch> matches =
        VocMatch.of(image.objects(), detections).stream()
            .filter(match -> match.counts() && match.detection().score() >= threshold)
            .toList();
    List<LabelledObject> missed =
        new ArrayList<>(image.objects().stream().filter(object -> !object.difficult()).toList());
    for (VocMatch match : matches) {
      findings.add(finding(image, match));
      if (match.right()) {
        missed.remove(match.object());
      }
    }
    missed.forEach(object -> findings.add(new Finding(Kind.MISSED, image, null, object)));
    confuse(matches, missed);
  }

  /** What the images added so far give. */
  public Result result() {
    return new Result(threshold, findings, ConfusionMatrix.of(List.copyOf(labels), cells));
  }

  /** How many there are of each kind, zeros among them. */
  static Map<Kind, Integer> counts(List<Finding> findings) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, (int) findings.stream().filter(f -> f.kind() == kind).count());
    }
    return Collections.unmodifiableMap(counts);
  }

  private Finding finding(LabelledImage image, VocMatch match) {
    Detection detection = match.detection();
    if (match.object() != null) {
      Kind kind = match.right() ? Kind.RIGHT : Kind.LOCALISATION;
      return new Finding(kind, image, detection, match.object());
    }
    for (Kind kind : List.of(Kind.LOCALISATION, Kind.SIMILAR_CLASS, Kind.OTHER_CLASS)) {
      Optional<LabelledObject> object =
          mostOverlapped(
              detection,
              image.objects().stream()
                  .filter(o -> confusion(detection.label(), o.label()) == kind)
                  .toList());
      if (object.isPresent() && detection.box().iou(object.get().box()) >= LEAST_IOU) {
        return new Finding(kind, image, detection, object.get());
      }
    }
    return new Finding(Kind.BACKGROUND, image, detection, null);
  }

  private Kind confusion(String found, String truth) {
    if (found.equals(truth)) {
      return Kind.LOCALISATION;
    }
    return similar.similar(found, truth) ? Kind.SIMILAR_CLASS : Kind.OTHER_CLASS;
  }

  private void confuse(List<VocMatch> matches, List<LabelledObject> missed) {
    List<LabelledObject> left = new ArrayList<>(missed);
    for (VocMatch match : matches) {
      String found = match.detection().label();
      if (match.right()) {
        cells.add(new Cell(found, found));
        continue;
      }
      Optional<LabelledObject> object =
          mostOverlapped(
                  match.detection(), left.stream().filter(o -> !o.label().equals(found)).toList())
              .filter(o -> match.detection().box().iou(o.box()) >= VocEvaluation.MATCH_IOU);
      object.ifPresent(left::remove);
      cells.add(new Cell(object.map(LabelledObject::label).orElse(null), found));
    }
    left.forEach(object -> cells.add(new Cell(object.label(), null)));
  }

  /** The first of equals. */
  private static Optional<LabelledObject> mostOverlapped(
      Detection detection, List<LabelledObject> objects) {
    return objects.stream()
        .max(Comparator.comparingDouble(object -> detection.box().iou(object.box())));
  }
}
