package io.sppdet.head;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What turns the fc7 features of a region into a margin a class. */
public enum Classifier {
  /** One linear SVM a class, the authors' choice (He et al. 2014, section 4.1). */
  SVM(-1),

  /**
   * The softmax over classes and background of the fine-tuning (Girshick 2015); its margin is the
   * log-odds {@code ln(p / (1 − p))}.
   */
  SOFTMAX(-5);

  private final double leastMargin;

  Classifier(double leastMargin) {
    this.leastMargin = leastMargin;
  }

  /** Detections under this margin are hopeless: one in a hundred or fewer is right. */
  public double leastMargin() {
    return leastMargin;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
