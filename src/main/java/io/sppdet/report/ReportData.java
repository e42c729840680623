package io.sppdet.report;

import io.sppdet.eval.EvalReport;
import java.util.List;

/**
 * What a report shows.
 *
 * @param evaluation of the photos; their files are read again for the pictures of hits and mistakes
 * @param facts what else there is to say, such as the command, in the order shown
 * @param losses of the training, in order; empty for an evaluation
 */
public record ReportData(EvalReport evaluation, List<Fact> facts, List<LossPoint> losses) {

  /** A line such as {@code command: sppdet eval VOC2007/}. */
  public record Fact(String name, String value) {}

  /**
   * The loss after a step of the training.
   *
   * @param stage such as {@code fine-tuning}; each has its own figure
   * @param step counted from 1 in each stage
   * @param loss NaN or infinite when the training diverged
   */
  public record LossPoint(String stage, long step, double loss) {}

  public ReportData {
    facts = List.copyOf(facts);
    losses = List.copyOf(losses);
  }
}
