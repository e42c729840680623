package io.sppdet.pooling.roi;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What becomes of a bin: the maximum or the mean of its cells, or the mean over its exact area. The
 * first two cut a window of whole cells into bins of whole cells, which may overlap; the third cuts
 * the box itself, at fractions of a cell, into bins of one size.
 */
public enum Reduction {
  @JsonProperty("max")
  MAX("max"),
  @JsonProperty("avg")
  AVERAGE("avg"),
  @JsonProperty("area")
  AREA("area");

  private final String word;

  Reduction(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
