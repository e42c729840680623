package io.sppdet.head;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What moves a proposal onto its object. */
public enum BoxRegression {
  /** A ridge regressor a class on the pooled vector, the authors' choice. */
  @JsonProperty("ridge")
  RIDGE,

  /** A layer on fc7, trained together with the softmax (Girshick 2015, section 2.3). */
  @JsonProperty("joint")
  JOINT,

  /** Nothing: detections keep their proposals' boxes. */
  @JsonProperty("none")
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
