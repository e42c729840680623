package io.sppdet.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Draws the RoIs of one image for one step of fine-tuning: positives overlap an object by an IoU of
 * at least 0.5, background lies in [0.1, 0.5); one positive to three background (He et al. 2014,
 * section 4.1; Girshick 2015, section 2.3).
 *
 * @param count RoIs an image
 */
record RoiSampler(int count) {
  static final double POSITIVE_IOU = 0.5;
  static final double BACKGROUND_IOU = 0.1;

  /** Regions and their class; {@code background} is the number of classes. */
  record Sample(List<Integer> regions, List<Integer> labels) {}

  /** At most {@link #count} regions; fewer where an image has not enough of them. */
  Sample draw(RegionLabels regions, int background, Random random) {
    List<Integer> positives = new ArrayList<>();
    List<Integer> negatives = new ArrayList<>();
    List<Integer> far = new ArrayList<>();
    int[] classes = new int[regions.boxes().size()];
    for (int r = 0; r < classes.length; r++) {
      RegionLabels.Match match = regions.match(r);
      classes[r] = match.classId();
      if (match.iou() < BACKGROUND_IOU) {
        far.add(r);
      } else if (match.iou() < POSITIVE_IOU) {
        negatives.add(r);
      } else if (!match.difficult()) {
        positives.add(r);
      }
    }
    Collections.shuffle(positives, random);
    Collections.shuffle(negatives, random);
    Collections.shuffle(far, random);
    negatives.addAll(far); // only where there is too little background near the objects
    List<Integer> drawn = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int r : positives.subList(0, Math.min(count / 4, positives.size()))) {
      drawn.add(r);
      labels.add(classes[r]);
    }
    for (int r : negatives.subList(0, Math.min(count - drawn.size(), negatives.size()))) {
      drawn.add(r);
      labels.add(background);
    }
    return new Sample(drawn, labels);
  }
}
