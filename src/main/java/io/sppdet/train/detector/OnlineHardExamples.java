package io.sppdet.train.detector;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.NonMaximumSuppression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Which of the background RoIs drawn a step learns from: half of them the ones the network is most
 * wrong about at this moment, as in online hard example mining (Shrivastava et al. 2016, section
 * 4), mostly parts of objects; the others at random, so that plain background is not forgotten.
 *
 * @param count RoIs an image
 */
record OnlineHardExamples(int count) {
  /** RoIs that overlap a harder one by more count as the same (section 4.1 there). */
  private static final NonMaximumSuppression SAME = new NonMaximumSuppression(0.7);

  /**
   * Chooses from a sample; all positives stay.
   *
   * @param boxes of the sample's regions, in their order
   * @param losses of the same
   */
  RoiSampler.Sample choose(RoiSampler.Sample sample, List<Box> boxes, float[] losses) {
    if (sample.regions().size() <= count) {
      return sample;
    }
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int i = 0; i < sample.positives(); i++) {
      chosen.add(i);
    }
    int hard = (count - sample.positives()) / 2;
    List<Integer> background = new ArrayList<>();
    for (int i = sample.positives(); i < boxes.size(); i++) {
      background.add(i);
    }
    background.sort(Comparator.comparingDouble(i -> -losses[i])); // stable
    SAME.keep(background.stream().map(boxes::get).toList()).stream()
        .limit(hard)
        .forEach(i -> chosen.add(background.get(i)));
    for (int i = sample.positives(); chosen.size() < count; i++) {
      chosen.add(i); // drawn in random order
    }
    return sample.at(List.copyOf(chosen));
  }
}
