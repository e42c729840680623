package io.sppdet.cli.option;

import io.sppdet.train.detector.Tuning;
import io.sppdet.train.solver.AdamW;
import java.util.List;
import picocli.CommandLine.Option;

/** How fine-tuning departs from the recipe. */
@Heading("Recipe")
public final class TuningOptions {
  @Option(
      names = "--early-scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides in the first two thirds of fine-tuning; smaller ones save time (default:"
              + " those of --scales).")
  private List<Integer> earlyScales = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Images a step (default: "
              + Tuning.BATCH
              + "; "
              + Tuning.FIXED_BATCH
              + " where the backbone stays fixed).")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Highest learning rate; the backbone's is ${bundle:backbone.rate} times as high (default:"
              + " ${bundle:default.rate}; ${bundle:default.fixed-rate} where the backbone stays"
              + " fixed).")
  private double rate;

  @Option(
      names = "--learn-from",
      paramLabel = "BLOCK",
      description =
          "The first block of the backbone that learns with --fine-tune conv (default: the second"
              + " half of them do).")
  private int learnFrom = -1;

  @Option(
      names = "--average",
      paramLabel = "SHARE",
      description =
          "End with the mean of the weights over about this share of the steps, the last ones, such"
              + " as 0.1; these steps are then larger (default: none, the last weights).")
  private double average;

  @Option(
      names = "--box-jitter",
      paramLabel = "SHARE",
      description =
          "Move each edge of a proposal at random by up to this share of its side, such as 0.1"
              + " (default: none).")
  private double boxJitter;

  @Option(
      names = "--colour-jitter",
      paramLabel = "SHARE",
      description =
          "Change the saturation, contrast and brightness of each view of a photo by up to this"
              + " share, such as 0.4 (default: none).")
  private double colourJitter;

  @Option(
      names = "--weight-decay",
      paramLabel = "SHARE",
      defaultValue = "" + AdamW.DECAY,
      description =
          "Share of a weight, times the learning rate, that each step takes from it (default:"
              + " ${DEFAULT-VALUE}).")
  private double weightDecay;

  /**
   * All of them.
   *
   * @throws io.sppdet.error.SppdetException USAGE when one has no meaning
   */
  public Tuning tuning() {
    return new Tuning(
        earlyScales, batch, rate, learnFrom, average, boxJitter, colourJitter, weightDecay);
  }
}
