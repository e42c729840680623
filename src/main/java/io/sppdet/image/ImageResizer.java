package io.sppdet.image;

import io.sppdet.geometry.ResizeRule;

/**
 * Resizes and mirrors images. All sums are of integers, so that the result is the same on every
 * processor, to the bit.
 */
public final class ImageResizer {
  private ImageResizer() {}

  /**
   * An image of the given size: means over the area of each new pixel when both sides shrink (no
   * aliasing), linear interpolation otherwise.
   */
  public static Image resize(Image image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    boolean shrinks = width <= image.width() && height <= image.height();
    byte[] resized =
        shrinks
            ? AreaMean.shrink(image, width, height)
            : LinearInterpolation.resize(image, width, height);
    return new Image(image.file(), width, height, resized);
  }

  /** An image of the size the rule gives it. */
  public static Image resize(Image image, ResizeRule rule) {
    return scale(image, rule.ratio(image.width(), image.height()));
  }

  /** An image whose longer side has at most a number of pixels; itself where it is small enough. */
  public static Image shrink(Image image, int longestSide) {
    return scale(
        image, Math.min(1, (double) longestSide / Math.max(image.width(), image.height())));
  }

  private static Image scale(Image image, double ratio) {
    return resize(
        image, ResizeRule.scaled(image.width(), ratio), ResizeRule.scaled(image.height(), ratio));
  }

  /** The horizontal mirror image. */
  public static Image flip(Image image) {
    int row = 3 * image.width();
    byte[] rgb = image.rgb();
    byte[] flipped = new byte[rgb.length];
    for (int start = 0; start < rgb.length; start += row) {
      for (int x = 0; x < row; x += 3) {
        System.arraycopy(rgb, start + x, flipped, start + row - 3 - x, 3);
      }
    }
    return new Image(image.file(), image.width(), image.height(), flipped);
  }
}
