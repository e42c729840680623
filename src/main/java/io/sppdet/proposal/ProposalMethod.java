package io.sppdet.proposal;

import io.sppdet.error.SppdetException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The ways to make proposals that a user can name. OpenCV's time grows with the square of the
 * pixels, so that none searches more than 500 pixels of longest side, the size of a VOC photo.
 */
public enum ProposalMethod {
  /** The fast strategy at a longest side of 300 pixels. */
  OPENCV_SMALL("opencv-small", Strategy.FAST, 300, 100, 100),
  /** The fast strategy at 400 pixels from finer segments: for many small or faint objects. */
  OPENCV_FINE("opencv-fine", Strategy.FAST, 400, 50, 50),
  /** The fast strategy at 500 pixels. */
  OPENCV_FAST("opencv-fast", Strategy.FAST, 500, 150, 150),
  /** The quality strategy at 500 pixels: the most boxes, many times slower. */
  OPENCV_QUALITY("opencv-quality", Strategy.QUALITY, 500, 150, 150),
  /** The single strategy at 500 pixels: few boxes, many objects missed. */
  OPENCV_SINGLE("opencv-single", Strategy.SINGLE, 500, 200, 0);

  private static final float SIGMA = 0.8f;

  private final String id;
  private final Strategy strategy;
  private final int longestSide;
  private final int baseK;
  private final int stepK;

  ProposalMethod(String id, Strategy strategy, int longestSide, int baseK, int stepK) {
    this.id = id;
    this.strategy = strategy;
    this.longestSide = longestSide;
    this.baseK = baseK;
    this.stepK = stepK;
  }

  /**
   * The method of that name.
   *
   * @throws SppdetException if there is none
   */
  public static ProposalMethod of(String name) {
    for (ProposalMethod method : values()) {
      if (method.id.equals(name)) {
        return method;
      }
    }
    throw new SppdetException(
        SppdetException.Kind.USAGE,
        name,
        "unknown proposal method; known are "
            + Arrays.stream(values()).map(m -> m.id).collect(Collectors.joining(", ")));
  }

  /** Makes all the boxes of this method. */
  public ProposalGenerator generator() {
    return new OpenCvSelectiveSearch(strategy, longestSide, baseK, stepK, SIGMA);
  }

  /** Makes at most {@code maxProposals} boxes of this method, see {@link LimitedProposals}. */
  public ProposalGenerator generator(int maxProposals) {
    return new LimitedProposals(generator(), maxProposals);
  }

  /** The name on the command line and in the model file. */
  @Override
  public String toString() {
    return id;
  }
}
