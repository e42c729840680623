package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;

import org.bytedeco.opencv.opencv_core.Mat;

/** What OpenCV's selective search needs: an image that is turned by 45° must still cover itself. */
final class TwoByOne {
  /** The search needs at least this longer side, in pixels. */
  static final int MIN_SIDE = 16;

  private TwoByOne() {}

  /** The image with its right and bottom border replicated as far as its shape asks for. */
  static Mat padded(Mat image) {
    int longer = Math.max(MIN_SIDE, Math.max(image.cols(), image.rows()));
    int shorter = (longer + 1) / 2;
    int right = Math.max(0, shorter - image.cols());
    int bottom = Math.max(0, shorter - image.rows());
    Mat padded = new Mat();
    copyMakeBorder(image, padded, 0, bottom, 0, right, BORDER_REPLICATE);
    return padded;
  }
}
