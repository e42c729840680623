package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import org.junit.jupiter.api.Test;

/** What is told of a batch that failed. */
class ClusterRunTest {
  private final SppdetException fault = new SppdetException(Kind.MODEL, "m.zip", "is damaged");

  @Test
  void faultOfATaskIsToldAsItIs() {
    Exception failure = new IllegalStateException("Job aborted", new RuntimeException(fault));
    assertSame(fault, ClusterRun.cause(failure, 3));
  }

  /** Spark keeps its text alone when it has excluded all machines. */
  @Test
  void faultIsFoundInWhatSparkTells() {
    String told =
        """
        Job aborted due to stage failure:
        Aborting TaskSet 0.0 because task 0 (partition 0)
        cannot run anywhere due to node and executor excludeOnFailure.
        Most recent failure:
        Lost task 0.1 in stage 0.0 (TID 1) (10.0.0.1 executor 1): %s
        \tat io.sppdet.spark.Slice.call(Slice.java:42)
        """
            .formatted(fault);
    SppdetException e = ClusterRun.cause(new IllegalStateException(told), 3);
    assertEquals("an executor: m.zip: is damaged", e.getMessage());
    assertEquals(3, e.kind().exitCode());
  }

  @Test
  void elseItIsSparksFirstLine() {
    SppdetException e = ClusterRun.cause(new IllegalStateException("cancelled\nby x"), 3);
    assertEquals("Spark: batch 3 failed: cancelled; the same command goes on", e.getMessage());
    assertEquals(3, e.kind().exitCode());
  }
}
