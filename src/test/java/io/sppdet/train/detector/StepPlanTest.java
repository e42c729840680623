package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPlanTest {
  private static final int STEPS = 10_000;

  /** What is averaged in the end must still move. */
  @ParameterizedTest
  @CsvSource({"0, 0.01", "0.1, 0.2"})
  void rateFallsToAShareOfTheHighest(double average, double share) {
    Tuning tuning = new Tuning(List.of(), 0, 0, -1, average, 0, 0, 0.01);
    StepPlan plan =
        new StepPlan(
            new StepPlan.Shown(2, 64, 192, List.of(448)),
            new StepPlan.Rates(0.003, 0.0003),
            STEPS,
            tuning,
            true,
            1);
    double highest =
        IntStream.range(0, STEPS)
            .mapToDouble(step -> plan.rate(step, "fc6.weight"))
            .max()
            .orElse(0);
    assertEquals(0.003, highest, 0.003 * 0.01);
    assertEquals(share * 0.003, plan.rate(STEPS - 1, "fc6.weight"), 1e-6);
    assertEquals(share * 0.0003, plan.rate(STEPS - 1, TrainingStep.BACKBONE + "stem"), 1e-7);
    assertEquals(0.003 / 500, plan.rate(0, "fc6.weight"), 1e-7);
  }
}
