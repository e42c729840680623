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
      description = "Images a step (default: 2; 4 where the backbone stays fixed).")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Highest learning rate; the backbone's is 0.27 times as high (default: 3e-4; 6e-4 where"
              + " the backbone stays fixed).")
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
          "End with the mean of the weights over about this share of the last steps, such as 0.1,"
              + " which are then larger (default: the last weights).")
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
          "How strongly weights are drawn to 0: the share, times the learning rate, that each step"
              + " takes from them (default: ${DEFAULT-VALUE}).")
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
