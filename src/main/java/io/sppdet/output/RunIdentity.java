package io.sppdet.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What decides the results of a run, by name: what goes on with a run must have it in common.
 *
 * @param values in the order in which they are compared
 */
public record RunIdentity(Map<String, String> values) {

  public RunIdentity {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** As it was kept: an object with a text a name. */
  public static RunIdentity of(JsonNode kept) {
    Map<String, String> values = new LinkedHashMap<>();
    kept.properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return new RunIdentity(values);
  }

  /**
   * What makes a run another one: the first difference.
   *
   * @param kept of the run that was begun
   */
  public Optional<String> difference(RunIdentity kept) {
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(kept.values().keySet());
    for (String name : names) {
      String now = values.getOrDefault(name, "none");
      String then = kept.values().getOrDefault(name, "none");
      if (!now.equals(then)) {
        return Optional.of("is of a run with another %s (%s, now %s)".formatted(name, then, now));
      }
    }
    return Optional.empty();
  }
}
