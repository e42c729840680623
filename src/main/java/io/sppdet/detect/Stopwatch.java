package io.sppdet.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up the time of each stage, in the order the stages first ran. */
public final class Stopwatch {
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();

  /** Runs a stage and adds its time. */
  public <T> T time(String stage, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      milliseconds.merge(stage, (System.nanoTime() - start) / 1e6, Double::sum);
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
