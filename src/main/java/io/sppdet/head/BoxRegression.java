package io.sppdet.head;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What moves a proposal onto its object. */
public enum BoxRegression {
  /** A ridge regressor a class on the pooled vector, the authors' choice. */
  RIDGE,

  /** A layer on fc7, trained together with the softmax (Girshick 2015, section 2.3). */
  JOINT,

  /** Nothing: detections keep their proposals' boxes. */
  NONE;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
