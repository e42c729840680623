package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import org.junit.jupiter.api.Test;

class RegionScoresTest {
  /** Of NaN no region reaches a threshold, and no box has a width: nothing would be found. */
  @Test
  void whatIsNoNumberIsRefused() {
    float[] none = {0, Float.NaN};
    for (boolean margins : new boolean[] {true, false}) {
      float[] deltas = new float[8];
      deltas[5] = margins ? 0 : Float.NaN;
      SppdetException e =
          assertThrows(
              SppdetException.class,
              () -> new RegionScores(2, 1, margins ? none : new float[2], deltas));
      assertEquals(SppdetException.Kind.DETECTION_FAILED, e.kind());
    }
    float[] large = {Float.POSITIVE_INFINITY, -Float.MAX_VALUE};
    assertEquals(Float.POSITIVE_INFINITY, new RegionScores(2, 1, large, new float[8]).margin(0, 0));
  }
}
