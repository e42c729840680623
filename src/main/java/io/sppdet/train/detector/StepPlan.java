package io.sppdet.train.detector;

import java.util.List;
import java.util.Random;

/**
 * How the steps of fine-tuning are taken.
 *
 * @param steps of the whole run
 * @param tuning how the steps depart from the recipe
 * @param conv5Learns whether conv5 learns too; else it is fixed before
 * @param seed of all random choices
 */
record StepPlan(
    Shown shown, Rates rates, int steps, Tuning tuning, boolean conv5Learns, long seed) {
  /**
   * What a step sees.
   *
   * @param images images a step
   * @param rois RoIs an image
   * @param background background RoIs from which half of those of an image are the hardest; 0 to
   *     draw all of them blindly
   * @param scales short sides, one of which is drawn each time an image is shown
   */
  record Shown(int images, int rois, int background, List<Integer> scales) {}

  /**
   * The highest learning rates.
   *
   * @param head of the layers behind the backbone
   * @param backbone of the backbone's blocks
   */
  record Rates(double head, double backbone) {}

  /** The learning rate of a weight in a step. */
  double rate(int step, String weight) {
    boolean ofBackbone = weight.startsWith(TrainingStep.BACKBONE);
    return schedule(step) * (ofBackbone ? rates.backbone() : rates.head());
  }

  /**
   * A linear warm-up, then half a cosine down to a hundredth; to a fifth where the last weights are
   * averaged, which settles them as small steps would, and gains only where they still move.
   */
  private double schedule(int step) {
    int warmUp = Math.min(500, steps / 10 + 1);
    double least = tuning.average() > 0 ? 0.2 : 0.01;
    double cosine = (1 + Math.cos(Math.PI * step / steps)) / 2;
    return Math.min(1, (step + 1.0) / warmUp) * (least + (1 - least) * cosine);
  }

  /** Short sides, one of which is drawn. */
  List<Integer> scales(int step) {
    boolean early = step < Tuning.EARLY * steps && !tuning.earlyScales().isEmpty();
    return early ? tuning.earlyScales() : shown.scales();
  }

  Random random(long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
  }
}
