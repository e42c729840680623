package io.sppdet.head;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;

/**
 * Kinds and sizes of the learnt layers.
 *
 * @param backbone channels of the backbone's last map
 * @param lateral channels of its lateral map; 0 without one
 * @param conv5 channels after the 1×1 convolution conv5; ZF-5 has 256
 * @param neck what gives the cells of conv5 context
 * @param bins bins of the spatial pyramid
 * @param coarseBins those of them that {@link Objectness} sees; 0 where nothing is rejected
 * @param fc6 outputs of the first fully connected layer
 * @param fc7 outputs of the second
 * @param classes object classes, background not counted
 * @param classifier what gives the margins
 * @param boxes what moves the boxes
 */
public record HeadSize(
    int backbone,
    int lateral,
    int conv5,
    Neck neck,
    int bins,
    int coarseBins,
    int fc6,
    int fc7,
    int classes,
    Classifier classifier,
    BoxRegression boxes) {
  public HeadSize {
    if (lateral < 0
        || backbone <= 0
        || conv5 <= 0
        || bins <= 0
        || coarseBins < 0
        || fc6 <= 0
        || fc7 <= 0
        || classes <= 0) {
      throw new SppdetException(Kind.MODEL, "detector", "all layer sizes must be positive");
    }
    if ((long) neck.channels(conv5) * bins > Integer.MAX_VALUE) {
      throw new SppdetException(Kind.MODEL, "detector", "has too many channels and bins");
    }
  }

  /** Sizes of layers that score every proposal. */
  public HeadSize(
      int backbone,
      int lateral,
      int conv5,
      Neck neck,
      int bins,
      int fc6,
      int fc7,
      int classes,
      Classifier classifier,
      BoxRegression boxes) {
    this(backbone, lateral, conv5, neck, bins, 0, fc6, fc7, classes, classifier, boxes);
  }

  /** Outputs of the layer behind fc7: a class each, and background with a softmax. */
  public int logits() {
    return classifier == Classifier.SOFTMAX ? classes + 1 : classes;
  }

  /** Length of the vector that boxes are regressed from. */
  public int boxInput() {
    return boxes == BoxRegression.JOINT ? fc7 : pooled();
  }

  /** Channels of the map that regions are pooled from: of conv5, or of the neck behind it. */
  public int channels() {
    return neck.channels(conv5);
  }

  /** Length of the vector that {@link Objectness} sees. */
  public int coarse() {
    return channels() * coarseBins;
  }

  /** Length of the pooled vector: 256 · 21 = 5,376 by default. */
  public int pooled() {
    return channels() * bins;
  }
}
