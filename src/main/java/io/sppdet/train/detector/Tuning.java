package io.sppdet.train.detector;

import io.sppdet.error.SppdetException;
import io.sppdet.train.solver.AdamW;
import java.util.List;

/**
 * How fine-tuning departs from the recipe.
 *
 * @param earlyScales short sides in the first {@link #EARLY} of the steps; empty for those of the
 *     rest
 * @param batch images a step; 0 for the recipe's
 * @param rate highest learning rate of the layers behind the backbone; 0 for the recipe's. That of
 *     the backbone keeps its ratio to it
 * @param learnFrom the first block of the backbone that learns; -1 for the recipe's
 * @param average the share of the steps over which the weights are averaged in the end, by
 *     exponential decay; 0 for none
 * @param boxJitter how far an edge of a proposal is moved at most, in its sides; 0 for not at all
 * @param colourJitter by how much the colours of each view of an image are changed at most, in
 *     saturation, contrast and brightness; 0 for not at all
 * @param weightDecay as {@link AdamW#DECAY}
 */
public record Tuning(
    List<Integer> earlyScales,
    int batch,
    double rate,
    int learnFrom,
    double average,
    double boxJitter,
    double colourJitter,
    double weightDecay) {
  /** The recipe as it is. */
  public static final Tuning NONE = new Tuning(List.of(), 0, 0, -1, 0, 0, 0, AdamW.DECAY);

  /** Images a step. */
  public static final int BATCH = 2;

  /** The same where the backbone stays fixed. */
  public static final int FIXED_BATCH = 4;

  /** The highest learning rate of the layers behind the backbone. */
  public static final double RATE = 3e-4;

  /** The same where the backbone stays fixed. */
  public static final double FIXED_RATE = 6e-4;

  /** The highest learning rate of the backbone. */
  public static final double BACKBONE_RATE = 8e-5;

  static final double EARLY = 2.0 / 3;

  public Tuning {
    earlyScales = List.copyOf(earlyScales);
    require(earlyScales.stream().allMatch(side -> side > 0), "early-scales", "must be positive");
    require(batch >= 0, "batch", "must be positive");
    require(rate >= 0 && rate <= 1, "rate", "must lie in [0, 1]");
    require(average >= 0 && average <= 1, "average", "must lie in [0, 1]");
    require(boxJitter >= 0 && boxJitter < 0.5, "box-jitter", "must lie in [0, 0.5)");
    require(colourJitter >= 0 && colourJitter < 1, "colour-jitter", "must lie in [0, 1)");
    require(weightDecay >= 0 && weightDecay <= 1, "weight-decay", "must lie in [0, 1]");
  }

  private static void require(boolean holds, String setting, String rule) {
    if (!holds) {
      throw SppdetException.ofSetting(setting, rule);
    }
  }
}
