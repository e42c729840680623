package io.sppdet.proposal;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An image at the size at which it is searched.
 *
 * @param image scaled down
 * @param width of the image itself
 * @param height of the image itself
 */
record ShrunkImage(Image image, int width, int height) {
  private static final Comparator<Box> LARGEST_FIRST =
      Comparator.comparingDouble(Box::area)
          .reversed()
          .thenComparingDouble(Box::y1)
          .thenComparingDouble(Box::x1)
          .thenComparingDouble(Box::y2)
          .thenComparingDouble(Box::x2);

  /** Scales an image down if its longest side is larger than this, in pixels. */
  static ShrunkImage of(Image image, int longestSide) {
    Image small = ImageResizer.shrink(image, longestSide);
    return new ShrunkImage(small, image.width(), image.height());
  }

  /** Boxes found, in the image itself: each once, the whole image first, then the largest. */
  List<Box> inImage(Collection<Box> found) {
    Set<Box> boxes = new TreeSet<>(LARGEST_FIRST);
    boxes.add(new Box(0, 0, width, height));
    for (Box box : found) {
      Box scaled = scaleUp(box).clip(width, height);
      if (scaled.area() > 0) {
        boxes.add(scaled);
      }
    }
    return List.copyOf(boxes);
  }

  /** Multiplied first, so that edges stay exact. */
  private Box scaleUp(Box box) {
    return new Box(
        box.x1() * width / image.width(),
        box.y1() * height / image.height(),
        box.x2() * width / image.width(),
        box.y2() * height / image.height());
  }
}
