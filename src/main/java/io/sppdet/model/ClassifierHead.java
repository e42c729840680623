package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the last layer's numbers become scores, and how it learns. */
public enum ClassifierHead {
  /** A linear SVM a class; scores are its calibrated margins, whatever those of other classes. */
  SVM("svm"),
  /** One class an image; the scores of all add up to 1. */
  SOFTMAX("softmax"),
  /** Any number of classes an image, each a probability of its own. */
  SIGMOID("sigmoid");

  private final String word;

  ClassifierHead(String word) {
    this.word = word;
  }

  @JsonValue
  @Override
  public String toString() {
    return word;
  }
}
