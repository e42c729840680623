package io.sppdet.model;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.List;
import java.util.Objects;

/**
 * The {@code classifier} object of {@code model.json}: a linear layer on the mean of the backbone's
 * map.
 *
 * @param file tensors {@code classifier.weight} (K, C) and {@code classifier.bias} (K)
 * @param classes names of the K classes
 */
public record ClassifierDescriptor(String file, List<String> classes) {
  public ClassifierDescriptor {
    check(file != null && file.matches("[^/\\\\\\p{Cntrl}]+"), "file must be a plain name");
    check(
        classes != null && !classes.isEmpty() && classes.stream().noneMatch(Objects::isNull),
        "classes must hold names");
    classes = List.copyOf(classes);
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.MODEL, "classifier", rule);
    }
  }
}
