package io.sppdet.cli.command;

import io.sppdet.cli.option.Heading;
import io.sppdet.error.SppdetException;
import picocli.CommandLine.Option;

/** Which detections an evaluation counts. */
@Heading("Evaluation")
final class EvalScores {
  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      description =
          "Least score of a detection that counts (default: 0.01; with --detections, all count).")
  private Double threshold;

  @Option(
      names = "--mistake-threshold",
      paramLabel = "SCORE",
      description =
          "Least score of a detection that can be a mistake (default: the model's threshold; with"
              + " --detections 0.5).")
  private Double mistakeThreshold;

  double least(double otherwise) {
    return number("threshold", threshold, otherwise);
  }

  double mistakesFrom(double otherwise) {
    return number("mistake-threshold", mistakeThreshold, otherwise);
  }

  private static double number(String setting, Double given, double otherwise) {
    if (given != null && given.isNaN()) {
      throw SppdetException.ofSetting(setting, "must be a number");
    }
    return given == null ? otherwise : given;
  }
}
