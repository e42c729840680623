package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image at the size at which it is searched.
 *
 * @param bgr in OpenCV's channel order; closed by the caller's scope
 * @param width of the image itself
 * @param height of the image itself
 */
record ShrunkImage(Mat bgr, int width, int height) {
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
    Mat rgb = new Mat(small.height(), small.width(), CV_8UC3, new BytePointer(small.rgb()));
    Mat bgr = new Mat();
    cvtColor(rgb, bgr, COLOR_RGB2BGR);
    return new ShrunkImage(bgr, image.width(), image.height());
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
        box.x1() * width / bgr.cols(),
        box.y1() * height / bgr.rows(),
        box.x2() * width / bgr.cols(),
        box.y2() * height / bgr.rows());
  }
}
