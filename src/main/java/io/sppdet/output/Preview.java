package io.sppdet.output;

import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;

/** A photo as a small JPEG, so that thousands fit into a page. */
final class Preview {
  static final int MAX_SIDE = 240;

  /** What is aimed at; only noise stays above it. */
  static final int MAX_BYTES = 8_000;

  private static final int[] QUALITIES = {75, 65, 55, 45, 35, 25, 15};

  private Preview() {}

  /** The best of our qualities that is small enough. */
  static byte[] jpeg(Image photo) {
    Image small = ImageResizer.shrink(photo, MAX_SIDE);
    byte[] jpeg = null;
    for (int quality : QUALITIES) {
      jpeg = ImageWriter.jpeg(small, quality);
      if (jpeg.length <= MAX_BYTES) {
        break;
      }
    }
    return jpeg;
  }
}
