package io.sppdet.eval;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A detection and the object it belongs to by the rule of the VOC challenges: the object of its
 * class that it overlaps most, if their IoU is at least {@link VocEvaluation#MATCH_IOU}.
 *
 * @param detection the detection
 * @param object null if it belongs to none
 * @param first whether no better detection belongs to the same object
 */
record VocMatch(Detection detection, LabelledObject object, boolean first) {
  private static final Comparator<Detection> BEST_FIRST =
      Comparator.comparingDouble(Detection::score).reversed();

  /** Matches the detections of an image, the best first, those of equal score as given. */
  static List<VocMatch> of(List<LabelledObject> truth, List<Detection> detections) {
    for (Detection detection : detections) {
      if (Double.isNaN(detection.score())) {
        throw new IllegalArgumentException("score is not a number: " + detection);
      }
    }
    boolean[] found = new boolean[truth.size()];
    List<VocMatch> matches = new ArrayList<>();
    for (Detection detection : detections.stream().sorted(BEST_FIRST).toList()) {
      int object = mostOverlapped(detection, truth);
      if (object < 0) {
        matches.add(new VocMatch(detection, null, false));
      } else {
        matches.add(new VocMatch(detection, truth.get(object), !found[object]));
        found[object] = true;
      }
    }
    return matches;
  }

  /** Whether the detection is right or wrong; that of a difficult object is neither. */
  boolean counts() {
    return object == null || !object.difficult();
  }

  /** Whether the detection found an object that none before it had found. */
  boolean right() {
    return object != null && first;
  }

  /** Index of the object, the first of equals, or -1. */
  private static int mostOverlapped(Detection detection, List<LabelledObject> truth) {
    int most = -1;
    double mostIou = 0;
    for (int i = 0; i < truth.size(); i++) {
      LabelledObject object = truth.get(i);
      if (object.label().equals(detection.label())) {
        double iou = detection.box().iou(object.box());
        if (iou > mostIou) {
          most = i;
          mostIou = iou;
        }
      }
    }
    return mostIou >= VocEvaluation.MATCH_IOU ? most : -1;
  }
}
