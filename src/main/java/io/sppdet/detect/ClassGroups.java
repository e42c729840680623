package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Classes under common names.
 *
 * @param classes those of each group, by its name
 */
public record ClassGroups(Map<String, List<String>> classes) {
  /** Without any. */
  public static final ClassGroups NONE = new ClassGroups(Map.of());

  /** Those of PASCAL VOC (Everingham et al. 2010, figure 2); its household is its indoor. */
  public static final ClassGroups VOC =
      parse(
          "person=person;animal=bird,cat,cow,dog,horse,sheep"
              + ";vehicle=aeroplane,bicycle,boat,bus,car,motorbike,train"
              + ";indoor=bottle,chair,diningtable,pottedplant,sofa,tvmonitor");

  public ClassGroups {
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
  }

  /**
   * Reads {@code animal=bird,cat;person=person}, or {@code voc}.
   *
   * @throws SppdetException USAGE when it is nothing of the kind, or puts a class into two groups
   */
  public static ClassGroups parse(String text) {
    if (text.equals("voc")) {
      return VOC;
    }
    Map<String, List<String>> groups = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    for (String group : FileName.form(text).split(";", -1)) {
      int equals = group.indexOf('=');
      List<String> names =
          Arrays.stream(group.substring(equals + 1).split(",", -1))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      String name = equals < 0 ? "" : group.substring(0, equals).strip();
      if (name.isEmpty() || names.isEmpty() || groups.put(name, names) != null) {
        throw fault("must be like animal=bird,cat;person=person, or voc: " + text);
      }
      for (String each : names) {
        if (seen.contains(each)) {
          throw fault(each + " is in two groups");
        }
        seen.add(each);
      }
    }
    return new ClassGroups(groups);
  }

  private static SppdetException fault(String reason) {
    return SppdetException.ofSetting("groups", reason);
  }

  /** The group of a class; of one that is in none, its own name. */
  public String of(String label) {
    return classes.entrySet().stream()
        .filter(group -> group.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(label);
  }
}
