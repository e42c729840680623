package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What stands between the map of a whole image and its classes. */
public enum ClassifierNetwork {
  /** A pooling of the backbone's map, and one linear layer. */
  LINEAR("linear", "a pooling and one linear layer"),
  /** A pyramid of 4, 2 and 1 bins on the backbone's map, and two linear layers. */
  MAP_SPP("map-spp", "a pyramid and two linear layers"),
  /** Two convolutions of its own on the pixels, a pyramid of 1, 2 and 3 bins, two linear layers. */
  SMALL_SPP("small-spp", "a small network from scratch, no backbone");

  private final String word;
  private final String note;

  ClassifierNetwork(String word, String note) {
    this.word = word;
    this.note = note;
  }

  /** What it is, in a few words. */
  public String note() {
    return note;
  }

  @JsonValue
  @Override
  public String toString() {
    return word;
  }
}
