package io.sppdet.pooling.roi;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What becomes of a bin: the maximum or the mean of its cells, or the mean over its exact area. The
 * first two cut a window of whole cells into bins of whole cells, which may overlap; the third cuts
 * the box itself, at fractions of a cell, into bins of one size.
 */
public enum Reduction {
  MAX("max", ""),
  AVERAGE("avg", "the mean of whole cells"),
  AREA("area", "the mean of the exact bin, at fractions of a cell");

  private final String word;
  private final String note;

  Reduction(String word, String note) {
    this.word = word;
    this.note = note;
  }

  /** What it is, in a few words; empty where the name says so. */
  public String note() {
    return note;
  }

  @JsonValue
  @Override
  public String toString() {
    return word;
  }
}
