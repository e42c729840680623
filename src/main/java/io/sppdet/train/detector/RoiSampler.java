package io.sppdet.train.detector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Draws the RoIs of one image for one step of fine-tuning: positives overlap an object by an IoU of
 * at least 0.5, background lies in [0.1, 0.5); one positive to three background (He et al. 2014,
 * section 4.1; Girshick 2015, section 2.3). More background may be drawn than a step takes, so that
 * the hardest can be chosen from it.
 *
 * @param count RoIs an image
 * @param background background RoIs to choose from; 0 where there is no choice
 */
record RoiSampler(int count, int background) {
  static final double POSITIVE_IOU = 0.5;
  static final double BACKGROUND_IOU = 0.1;

  /**
   * Regions and their class.
   *
   * @param labels the number of classes for background
   * @param positives how many of the regions, at their front, show objects
   */
  record Sample(List<Integer> regions, List<Integer> labels, int positives) {
    /** Some of them, by their places in the lists, in rising order. */
    Sample at(List<Integer> places) {
      return new Sample(
          places.stream().map(regions::get).toList(),
          places.stream().map(labels::get).toList(),
          (int) places.stream().filter(place -> place < positives).count());
    }
  }

  /**
   * Positives, then background, each shuffled.
   *
   * @param classes how many there are
   * @return at most {@link #count} regions, or more with {@link #background} to choose from; fewer
   *     where an image has not enough of them
   */
  Sample draw(RegionLabels regions, int classes, Random random) {
    List<Integer> positives = new ArrayList<>();
    List<Integer> negatives = new ArrayList<>();
    List<Integer> far = new ArrayList<>();
    int[] classIds = new int[regions.boxes().size()];
    for (int r = 0; r < classIds.length; r++) {
      RegionLabels.Match match = regions.match(r);
      classIds[r] = match.classId();
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
      labels.add(classIds[r]);
    }
    int found = drawn.size();
    int wanted = Math.max(count - found, background);
    for (int r : negatives.subList(0, Math.min(wanted, negatives.size()))) {
      drawn.add(r);
      labels.add(classes);
    }
    return new Sample(drawn, labels, found);
  }
}
