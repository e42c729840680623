package io.sppdet.head;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;

/**
 * Kinds and sizes of the learnt layers.
 *
 * @param bins bins of the spatial pyramid
 * @param coarseBins those of them that {@link Objectness} sees; 0 where nothing is rejected
 * @param context whether there is a {@link Context}
 * @param fc6 outputs of the first fully connected layer
 * @param fc7 outputs of the second
 */
public record HeadSize(
    Cells cells, int bins, int coarseBins, boolean context, int fc6, int fc7, Outputs outputs) {
  /**
   * What makes the cells that regions are pooled from.
   *
   * @param backbone channels of the backbone's last map
   * @param lateral channels of its lateral map; 0 without one
   * @param conv5 channels after the 1×1 convolution conv5; ZF-5 has 256
   * @param neck what gives the cells of conv5 context
   */
  public record Cells(int backbone, int lateral, int conv5, Neck neck) {}

  /**
   * What is said of a region.
   *
   * @param classes object classes, background not counted
   * @param classifier what gives the margins
   * @param boxes what moves the boxes
   */
  public record Outputs(int classes, Classifier classifier, BoxRegression boxes) {}

  public HeadSize {
    if (cells.lateral < 0
        || cells.backbone <= 0
        || cells.conv5 <= 0
        || bins <= 0
        || coarseBins < 0
        || fc6 <= 0
        || fc7 <= 0
        || outputs.classes <= 0) {
      throw new SppdetException(Kind.MODEL, "detector", "all layer sizes must be positive");
    }
    if ((long) cells.neck.channels(cells.conv5) * bins > Integer.MAX_VALUE) {
      throw new SppdetException(Kind.MODEL, "detector", "has too many channels and bins");
    }
  }

  /** Sizes of layers that score every proposal by itself. */
  public HeadSize(Cells cells, int bins, int fc6, int fc7, Outputs outputs) {
    this(cells, bins, 0, false, fc6, fc7, outputs);
  }

  public int backbone() {
    return cells.backbone;
  }

  public int lateral() {
    return cells.lateral;
  }

  public int conv5() {
    return cells.conv5;
  }

  public Neck neck() {
    return cells.neck;
  }

  public int classes() {
    return outputs.classes;
  }

  public Classifier classifier() {
    return outputs.classifier;
  }

  public BoxRegression boxes() {
    return outputs.boxes;
  }

  /** Outputs of the layer behind fc7: a class each, and background with a softmax. */
  public int logits() {
    return classifier() == Classifier.SOFTMAX ? classes() + 1 : classes();
  }

  /** Length of the vector that boxes are regressed from. */
  public int boxInput() {
    return boxes() == BoxRegression.JOINT ? fc7 : pooled();
  }

  /** Channels of the map that regions are pooled from: of conv5, or of the neck behind it. */
  public int channels() {
    return neck().channels(conv5());
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
