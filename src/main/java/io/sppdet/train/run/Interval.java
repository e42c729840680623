package io.sppdet.train.run;

import java.time.Duration;

/** Says when it is time again to keep the state of a run. */
public final class Interval {
  private final long nanos;
  private long last = System.nanoTime();

  public Interval(Duration duration) {
    this.nanos = duration.toNanos();
  }

  /** Whether the time has passed since this was last true. */
  public boolean isOver() {
    boolean over = System.nanoTime() - last >= nanos;
    if (over) {
      last = System.nanoTime();
    }
    return over;
  }
}
