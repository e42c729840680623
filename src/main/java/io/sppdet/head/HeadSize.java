package io.sppdet.head;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;

/**
 * Sizes of the learnt layers.
 *
 * @param backbone channels of the backbone's map
 * @param conv5 channels after the 1×1 convolution conv5; ZF-5 has 256
 * @param bins bins of the spatial pyramid
 * @param fc6 outputs of the first fully connected layer
 * @param fc7 outputs of the second
 * @param classes object classes, background not counted
 */
public record HeadSize(int backbone, int conv5, int bins, int fc6, int fc7, int classes) {
  public HeadSize {
    if (backbone <= 0 || conv5 <= 0 || bins <= 0 || fc6 <= 0 || fc7 <= 0 || classes <= 0) {
      throw new SppdetException(Kind.MODEL, "detector", "all layer sizes must be positive");
    }
  }

  /** Length of the pooled vector: 256 · 21 = 5,376 by default. */
  public int pooled() {
    return conv5 * bins;
  }
}
