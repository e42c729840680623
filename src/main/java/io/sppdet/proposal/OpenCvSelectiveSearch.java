package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_ximgproc.createSelectiveSearchSegmentation;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.natives.NativeLibraries;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_ximgproc.SelectiveSearchSegmentation;

/**
 * Selective search (Uijlings et al. 2013) by OpenCV's {@code ximgproc}. OpenCV ranks its boxes with
 * C's {@code rand()}, so the rank is thrown away and the boxes are sorted: the largest first.
 *
 * <p>OpenCV fails with an assertion on images whose sides differ by more than a factor of 1 + √2:
 * its gradients at 45° don't cover them (opencv_contrib issues 705, 1707, 2102). So an image is
 * padded to sides of at most 2 : 1 by replicating its border. Should it fail all the same, a coarse
 * grid of boxes takes the place of the search.
 *
 * <p>Neither the number of OpenCV's threads nor searches in other threads change the boxes.
 *
 * @param strategy colour spaces and similarities to combine
 * @param longestSide larger images are searched scaled down to this, in pixels
 * @param baseK segmentation threshold k of the finest segmentation; larger means larger regions
 * @param stepK how much k grows from one segmentation to the next
 * @param sigma smoothing before the segmentation, in pixels
 */
public record OpenCvSelectiveSearch(
    Strategy strategy, int longestSide, int baseK, int stepK, float sigma)
    implements ProposalGenerator {

  /** The grid that stands in for a search that failed: boxes along a side. */
  private static final int[] GRID = {2, 4, 8};

  public OpenCvSelectiveSearch {
    if (longestSide < TwoByOne.MIN_SIDE) {
      throw new IllegalArgumentException(
          "longest side must be at least " + TwoByOne.MIN_SIDE + ": " + longestSide);
    }
  }

  @Override
  @SuppressWarnings("try") // the scope closes all native memory below it, nobody needs its name
  public List<Box> propose(Image image) {
    NativeLibraries.loadXimgproc();
    try (PointerScope scope = new PointerScope()) {
      ShrunkImage small = ShrunkImage.of(image, longestSide);
      return small.inImage(search(small.image()));
    }
  }

  private List<Box> search(Image image) {
    Image padded = TwoByOne.padded(image);
    Mat rgb = new Mat(padded.height(), padded.width(), CV_8UC3, new BytePointer(padded.rgb()));
    Mat bgr = new Mat();
    cvtColor(rgb, bgr, COLOR_RGB2BGR);
    try (SelectiveSearchSegmentation search = createSelectiveSearchSegmentation();
        RectVector found = new RectVector()) {
      search.setBaseImage(bgr);
      switch (strategy) {
        case FAST -> search.switchToSelectiveSearchFast(baseK, stepK, sigma);
        case QUALITY -> search.switchToSelectiveSearchQuality(baseK, stepK, sigma);
      }
      search.process(found);
      List<Box> boxes = new ArrayList<>((int) found.size());
      for (long i = 0; i < found.size(); i++) {
        Rect r = found.get(i);
        boxes.add(new Box(r.x(), r.y(), r.x() + r.width(), r.y() + r.height()));
      }
      return boxes;
    } catch (RuntimeException failedAssertion) {
      return grid(image.width(), image.height());
    }
  }

  /** Boxes of a half, a quarter and an eighth of each side, side by side. */
  static List<Box> grid(int width, int height) {
    List<Box> boxes = new ArrayList<>();
    for (int n : GRID) {
      for (int row = 0; row < n; row++) {
        for (int col = 0; col < n; col++) {
          boxes.add(
              new Box(
                  (double) width * col / n,
                  (double) height * row / n,
                  (double) width * (col + 1) / n,
                  (double) height * (row + 1) / n));
        }
      }
    }
    return boxes;
  }
}
