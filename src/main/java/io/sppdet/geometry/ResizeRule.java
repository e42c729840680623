package io.sppdet.geometry;

/**
 * The size an image is given before the network sees it: its short side becomes {@code shortSide},
 * unless the long side would pass 5/3 of that (Fast R-CNN's 600 and 1,000).
 *
 * @param shortSide in pixels
 */
public record ResizeRule(int shortSide) {
  private static final double MAX_ASPECT = 5.0 / 3;

  public ResizeRule {
    if (shortSide <= 0) {
      throw new IllegalArgumentException("short side must be positive: " + shortSide);
    }
  }

  /** Resized size over original size. */
  public double ratio(int width, int height) {
    double shortest = Math.min(width, height);
    double longest = Math.max(width, height);
    return Math.min(shortSide / shortest, shortSide * MAX_ASPECT / longest);
  }

  /** A side of the resized image, in pixels, at least 1. */
  public static int scaled(int side, double ratio) {
    return Math.max(1, (int) Math.round(side * ratio));
  }
}
