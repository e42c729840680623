package io.sppdet.cli.command;

import io.sppdet.cli.option.Heading;
import io.sppdet.error.SppdetException;
import picocli.CommandLine.Option;

/** Which detections an evaluation counts. */
@Heading("Evaluation")
final class EvalScores {
  /** What a detector is asked for, so that the curves are drawn almost to their ends. */
  static final double LEAST = 0.01;

  /** Where no model says from which score on it means a detection. */
  static final double MISTAKES_FROM = 0.5;

  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      description =
          "Least score of a detection that counts (default: "
              + LEAST
              + "; with --detections, all count).")
  private Double threshold;

  @Option(
      names = "--mistake-threshold",
      paramLabel = "SCORE",
      description =
          "Least score of a detection that can be a mistake (default: the model's threshold; with"
              + " --detections "
              + MISTAKES_FROM
              + ").")
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
