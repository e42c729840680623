package io.sppdet.proposal;

import io.sppdet.image.Image;

/** What OpenCV's selective search needs: an image that is turned by 45° must still cover itself. */
final class TwoByOne {
  /** The search needs at least this longer side, in pixels. */
  static final int MIN_SIDE = 16;

  private TwoByOne() {}

  /** The image with its right and bottom border replicated as far as its shape asks for. */
  static Image padded(Image image) {
    int longer = Math.max(MIN_SIDE, Math.max(image.width(), image.height()));
    int shorter = (longer + 1) / 2;
    int width = Math.max(shorter, image.width());
    int height = Math.max(shorter, image.height());
    if (width == image.width() && height == image.height()) {
      return image;
    }
    byte[] rgb = image.rgb();
    byte[] padded = new byte[3 * width * height];
    int stride = 3 * image.width();
    for (int y = 0; y < height; y++) {
      int from = Math.min(y, image.height() - 1) * stride;
      int to = 3 * y * width;
      System.arraycopy(rgb, from, padded, to, stride);
      for (int i = stride; i < 3 * width; i++) {
        padded[to + i] = padded[to + i - 3];
      }
    }
    return new Image(image.file(), width, height, padded);
  }
}
