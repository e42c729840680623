package io.sppdet.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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
   * Lets nothing but the same run go on.
   *
   * @param kept of the run that was begun
   * @param where that is kept
   * @param remedy what to do instead
   * @throws SppdetException USAGE for another run; names the first difference
   */
  public void refuseOther(RunIdentity kept, String where, String remedy) {
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(kept.values().keySet());
    for (String name : names) {
      String now = values.getOrDefault(name, "none");
      String then = kept.values().getOrDefault(name, "none");
      if (!now.equals(then)) {
        throw new SppdetException(
            Kind.USAGE,
            where,
            "is of a run with another %s (%s, now %s); %s".formatted(name, then, now, remedy));
      }
    }
  }
}
