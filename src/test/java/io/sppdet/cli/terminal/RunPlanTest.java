package io.sppdet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.train.run.Progress.Stage;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunPlanTest {
  private static final long SECOND = 1_000_000_000L;

  private final RunPlan plan =
      new RunPlan(List.of(new Stage("a", 10), new Stage("b", 30), new Stage("c", 60)));

  @Test
  void theRestTakesAsLongAsWhatIsDone() {
    assertEquals("stage 1 of 3: a", plan.begin("a", 5, 0, 0));
    assertEquals(OptionalDouble.empty(), plan.secondsToGo(0, SECOND));
    assertEquals(90, plan.secondsToGo(5, 10 * SECOND).getAsDouble(), 1e-9);
    assertEquals("reading", plan.begin("reading", 7, 0, 10 * SECOND));
    assertEquals("stage 2 of 3: b", plan.begin("b", 300, 0, 10 * SECOND));
    assertEquals(
        2 * 75, plan.secondsToGo(150, 50 * SECOND).getAsDouble(), 1e-9); // 25 of work in 50 s
    assertEquals("stage 3 of 3: c", plan.begin("c", 6, 0, 80 * SECOND));
    assertEquals(0, plan.secondsToGo(6, 200 * SECOND).getAsDouble(), 1e-9);
  }

  @Test
  void whatAnEarlierRunDidTellsNothingOfTheSpeed() {
    assertEquals("stage 2 of 3: b", plan.begin("b", 300, 200, 0)); // a was there
    assertEquals(60 + 5, plan.secondsToGo(250, 5 * SECOND).getAsDouble(), 1e-9); // 5 of work in 5 s
    assertEquals("stage 3 of 3: c", plan.begin("c", 6, 0, 10 * SECOND));
    assertEquals(30, plan.secondsToGo(3, 40 * SECOND).getAsDouble(), 1e-9);
  }

  @Test
  void aRunWithoutStagesIsNotJudged() {
    RunPlan none = new RunPlan(List.of());
    assertEquals("detect", none.begin("detect", 5, 0, 0));
    assertEquals(OptionalDouble.empty(), none.secondsToGo(3, SECOND));
  }
}
