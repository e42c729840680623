package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultCountsTest {
  private final ResultCounts before = new ResultCounts(2, Map.of("image_missing", 3L), 4);
  private final ResultCounts now = new ResultCounts(5, Map.of("image_unreadable", 1L), 6);

  @Test
  void closingLineCountsGoodAndBadOnes() {
    assertEquals(
        "5 images done, 1 failed (1 image_unreadable); 6 detections; 0:03, 2.00 images/s",
        now.summary(ResultCounts.NONE, "0:03", 3));
  }

  /** A photo that failed before is not among those done before, nor in the speed of this run. */
  @Test
  void closingLineOfARepeatedRunCountsFailedOnesApart() {
    assertEquals(
        "7 images done (2 of them before), 4 failed (3 image_missing, 1 image_unreadable);"
            + " 10 detections; 0:03, 2.00 images/s",
        before.plus(now).summary(before, "0:03", 3));
    assertEquals(
        "2 images done (2 of them before), 3 failed (3 image_missing); 4 detections; 0:00,"
            + " 0.00 images/s",
        before.summary(before, "0:00", 0));
  }
}
