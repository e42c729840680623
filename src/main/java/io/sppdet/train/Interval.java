package io.sppdet.train;

import java.time.Duration;

/** Says when it is time again to keep the state of a run. */
final class Interval {
  private final long nanos;
  private long last = System.nanoTime();

  Interval(Duration duration) {
    this.nanos = duration.toNanos();
  }

  /** Whether the time has passed since this was last true. */
  boolean isOver() {
    boolean over = System.nanoTime() - last >= nanos;
    if (over) {
      last = System.nanoTime();
    }
    return over;
  }
}
