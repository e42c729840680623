package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What stands between the map of a whole image and its classes. */
public enum ClassifierNetwork {
  /** A pooling of the backbone's map, and one linear layer. */
  @JsonProperty("linear")
  LINEAR("linear"),
  /** A pyramid of 4, 2 and 1 bins on the backbone's map, and two linear layers. */
  @JsonProperty("map-spp")
  MAP_SPP("map-spp"),
  /** Two convolutions of its own on the pixels, a pyramid of 1, 2 and 3 bins, two linear layers. */
  @JsonProperty("small-spp")
  SMALL_SPP("small-spp");

  private final String word;

  ClassifierNetwork(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
