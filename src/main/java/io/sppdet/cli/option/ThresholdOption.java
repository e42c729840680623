package io.sppdet.cli.option;

import io.sppdet.model.DetectorDescriptor;
import picocli.CommandLine.Option;

/** From which score on a detection is shown. */
@Heading("Detection")
public final class ThresholdOption {
  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      description = "Least score of a detection, 0 to 1 (default: the model's).")
  private Double threshold;

  /** The score asked for, else the model's. */
  public double of(DetectorDescriptor detector) {
    return threshold == null ? detector.threshold() : threshold;
  }
}
