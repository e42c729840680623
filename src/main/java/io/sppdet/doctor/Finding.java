package io.sppdet.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that was looked at.
 *
 * @param topic what it is
 * @param value what was found; null where nothing could be
 * @param problem what is wrong with it and, in brackets, what to do; null if nothing is
 * @param milliseconds of the stages of a test run; empty of all else
 */
public record Finding(
    String topic, String value, String problem, Map<String, Double> milliseconds) {
  public Finding {
    milliseconds = Collections.unmodifiableMap(new LinkedHashMap<>(milliseconds));
  }

  /** All is well. */
  public static Finding ok(String topic, String value) {
    return new Finding(topic, value, null, Map.of());
  }

  /** Something is wrong. */
  public static Finding problem(String topic, String cause, String remedy) {
    return new Finding(topic, null, cause + " (" + remedy + ")", Map.of());
  }

  public boolean isOk() {
    return problem == null;
  }
}
