package io.sppdet.model;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import java.util.List;

/** The names of classes in a description. */
final class ClassNames {
  private ClassNames() {}

  /**
   * Names in the one form in which they are compared.
   *
   * @param part of the description that they are of
   * @throws SppdetException MODEL when there are none, or one is blank
   */
  static List<String> of(List<String> classes, String part) {
    if (classes == null
        || classes.isEmpty()
        || classes.stream().anyMatch(each -> each == null || each.isBlank())) {
      throw new SppdetException(Kind.MODEL, part, "classes must hold names");
    }
    return classes.stream().map(FileName::ofClass).toList();
  }
}
