package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.train.run.FeatureStore;
import java.util.ArrayList;
import java.util.List;

/**
 * The regions of one training image and what they show: first the ground-truth boxes, then the
 * proposals. Difficult objects are neither positive nor background.
 */
final class RegionLabels {
  /** An object with its class as a number. */
  private record Truth(int classId, Box box, boolean difficult) {}

  private final List<Truth> truths = new ArrayList<>();
  private final List<Box> boxes = new ArrayList<>();
  private final int objects;

  RegionLabels(
      FeatureStore.Entry entry, List<Box> proposals, List<String> classes, boolean flipped) {
    for (LabelledObject object : entry.image().objects()) {
      int classId = classes.indexOf(object.label());
      Box box = object.box().clip(entry.width(), entry.height());
      if (classId >= 0 && box.area() > 0) {
        Box mirrored = flipped ? box.flip(entry.width()) : box;
        truths.add(new Truth(classId, mirrored, object.difficult()));
        if (!object.difficult()) {
          boxes.add(mirrored);
        }
      }
    }
    objects = boxes.size();
    for (Box proposal : proposals) {
      boxes.add(flipped ? proposal.flip(entry.width()) : proposal);
    }
  }

  /** Ground-truth boxes that are not difficult, then all proposals. */
  List<Box> boxes() {
    return boxes;
  }

  /** How many of {@link #boxes()}, at its front, are ground truth. */
  int objects() {
    return objects;
  }

  /**
   * The object a region overlaps most.
   *
   * @param classId of the object; −1 when the region overlaps none
   * @param box of the object; null when there is none
   */
  record Match(int classId, Box box, double iou, boolean difficult) {}

  /** The best match of a region among all objects; difficult ones lose a tie. */
  Match match(int region) {
    Match best = new Match(-1, null, 0, false);
    for (Truth truth : truths) {
      double iou = truth.box().iou(boxes.get(region));
      if (iou > best.iou() || (iou == best.iou() && iou > 0 && best.difficult())) {
        best = new Match(truth.classId(), truth.box(), iou, truth.difficult());
      }
    }
    return best;
  }

  /** The largest IoU of a region with an object of a class, difficult or not. */
  double overlap(int region, int classId) {
    double most = 0;
    for (Truth truth : truths) {
      if (truth.classId() == classId) {
        most = Math.max(most, truth.box().iou(boxes.get(region)));
      }
    }
    return most;
  }

  /** Class of one of the first {@link #objects()} regions. */
  int classOf(int object) {
    int seen = 0;
    for (Truth truth : truths) {
      if (!truth.difficult() && seen++ == object) {
        return truth.classId();
      }
    }
    throw new IndexOutOfBoundsException(object);
  }
}
