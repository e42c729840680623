package io.sppdet.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up the time of each stage, in the order the stages first ran. */
public final class Stopwatch {
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();

  /** Of stages that ended within the one at work. */
  private double within;

  /** Runs a stage and adds its time, without that of stages within it. */
  public <T> T time(String stage, Supplier<T> work) {
    double before = within;
    within = 0;
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      double elapsed = (System.nanoTime() - start) / 1e6;
      milliseconds.merge(stage, elapsed - within, Double::sum);
      within = before + elapsed;
    }
  }

  /** Milliseconds by stage of this one, then those of another. */
  Map<String, Double> and(Stopwatch other) {
    Map<String, Double> both = new LinkedHashMap<>(milliseconds);
    other.milliseconds.forEach((stage, ms) -> both.merge(stage, ms, Double::sum));
    return both;
  }

  /** Milliseconds by stage. */
  public Map<String, Double> milliseconds() {
    return Collections.unmodifiableMap(milliseconds);
  }
}
