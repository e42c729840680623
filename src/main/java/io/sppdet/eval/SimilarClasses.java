package io.sppdet.eval;

import java.util.List;
import java.util.Set;

/**
 * Which classes a detector may be forgiven for confusing.
 *
 * @param groups labels within one group are similar; a label may stand in several groups or in none
 */
public record SimilarClasses(List<Set<String>> groups) {
  /** Of the VOC classes: Hoiem, Chodpathumwan, Dai 2012, section 3. */
  public static final SimilarClasses VOC =
      new SimilarClasses(
          List.of(
              Set.of("aeroplane", "bicycle", "boat", "bus", "car", "motorbike", "train"),
              Set.of("bird", "cat", "cow", "dog", "horse", "person", "sheep"),
              Set.of("chair", "diningtable", "sofa"),
              Set.of("aeroplane", "bird")));

  public SimilarClasses {
    groups = groups.stream().map(Set::copyOf).toList();
  }

  /** Whether two different labels are similar. */
  public boolean similar(String a, String b) {
    return !a.equals(b)
        && groups.stream().anyMatch(group -> group.contains(a) && group.contains(b));
  }
}
