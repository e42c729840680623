package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  private static final long NAP_MILLISECONDS = 60;

  private static String nap() {
    try {
      Thread.sleep(NAP_MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "slept";
  }

  /** However slow the machine is: what is counted twice would be more than has passed. */
  @Test
  void theTimeOfAStageWithinAnotherIsCountedOnce() {
    Stopwatch stopwatch = new Stopwatch();
    long start = System.nanoTime();
    String result =
        stopwatch.time(
            "outer",
            () -> {
              stopwatch.time("inner", StopwatchTest::nap);
              stopwatch.time("middle", () -> stopwatch.time("inner", StopwatchTest::nap));
              return nap();
            });
    double passed = (System.nanoTime() - start) / 1e6;
    assertEquals("slept", result);
    double sum = 0;
    for (double milliseconds : stopwatch.milliseconds().values()) {
      assertTrue(milliseconds >= 0, stopwatch.milliseconds().toString());
      sum += milliseconds;
    }
    assertTrue(sum <= passed, sum + " of " + passed + " ms");
    assertTrue(stopwatch.milliseconds().get("inner") >= 2 * NAP_MILLISECONDS - 1);
    assertTrue(stopwatch.milliseconds().get("outer") >= NAP_MILLISECONDS - 1);
    assertTrue(stopwatch.milliseconds().get("middle") <= passed - 3 * NAP_MILLISECONDS + 2);
    assertEquals(
        List.of("inner", "middle", "outer"), List.copyOf(stopwatch.milliseconds().keySet()));
  }
}
