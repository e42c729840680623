package io.sppdet.tensor;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;

/** Numbers of a network that grew beyond those of float32, of which nothing would be found. */
public final class Overflow {
  private Overflow() {}

  /**
   * Refuses what is no number.
   *
   * @throws SppdetException DETECTION_FAILED
   */
  public static void refuse(float[] values) {
    for (float value : values) {
      if (Float.isNaN(value)) {
        throw new SppdetException(
            Kind.DETECTION_FAILED, "network", "the network's numbers grew too large on this image");
      }
    }
  }
}
