package io.sppdet.pooling;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the cells of a bin: their maximum or their mean. */
public enum Reduction {
  @JsonProperty("max")
  MAX("max"),
  @JsonProperty("avg")
  AVERAGE("avg");

  private final String word;

  Reduction(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
