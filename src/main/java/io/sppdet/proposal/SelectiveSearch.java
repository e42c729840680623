package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Selective search (Uijlings et al. 2013): the image, in several colour spaces, is cut into many
 * small regions, finely and coarsely; these are grouped until one is left, by several measures of
 * similarity; whatever was a region on the way gives a box.
 *
 * @param strategy colour spaces, number of segmentations, similarities
 * @param longestSide larger images are searched scaled down to this, in pixels
 * @param baseK segmentation threshold k of the finest segmentation; larger means larger regions
 * @param stepK how much k grows from one segmentation to the next
 * @param gradients how the texture along the diagonals is measured
 */
record SelectiveSearch(
    Strategy strategy, int longestSide, int baseK, int stepK, Gradients gradients)
    implements ProposalGenerator {
  private static final double SIGMA = 0.8;
  private static final int MIN_SIZE = 100;

  /** An image in one colour space, ready for segmentation and grouping. */
  private record Channels(GraphSegmentation graph, ColourBins colour, TextureBins texture) {}

  @Override
  @SuppressWarnings("try") // the scope closes all native memory below it, nobody needs its name
  public List<Box> propose(Image image) {
    try (PointerScope scope = new PointerScope()) {
      ShrunkImage small = ShrunkImage.of(image, longestSide);
      return small.inImage(search(gradients.searched(small.bgr())));
    }
  }

  private List<Box> search(Mat bgr) {
    List<ColourSpace> spaces = strategy.spaces();
    List<Channels> images = spaces.parallelStream().map(space -> channels(bgr, space)).toList();
    int thresholds = strategy.segmentations();
    long[] found =
        IntStream.range(0, images.size() * thresholds)
            .parallel()
            .boxed()
            .flatMap(i -> group(images.get(i / thresholds), baseK + i % thresholds * stepK))
            .flatMapToLong(Arrays::stream)
            .sorted()
            .distinct()
            .toArray();
    List<Box> boxes = new ArrayList<>(found.length);
    for (long box : found) {
      boxes.add(new Box(box >>> 48, (box >>> 32) & 0xFFFF, (box >>> 16) & 0xFFFF, box & 0xFFFF));
    }
    return boxes;
  }

  @SuppressWarnings("try")
  private Channels channels(Mat bgr, ColourSpace space) {
    try (PointerScope scope = new PointerScope()) {
      Mat image = space.of(bgr);
      Mat floats = new Mat();
      Mat smooth = new Mat();
      image.convertTo(floats, CV_32F);
      GaussianBlur(floats, smooth, new Size(0, 0), SIGMA);
      int channels = image.channels();
      float[] smoothed = new float[image.rows() * image.cols() * channels];
      byte[] pixels = new byte[smoothed.length];
      smooth.<FloatBuffer>createBuffer().get(smoothed);
      image.<ByteBuffer>createBuffer().get(pixels);
      return new Channels(
          new GraphSegmentation(smoothed, image.cols(), image.rows(), channels),
          new ColourBins(pixels, channels),
          gradients.of(image));
    }
  }

  /** The boxes of one segmentation, grouped in each way, 16 bits a coordinate. */
  private Stream<long[]> group(Channels image, int k) {
    Regions regions =
        new Regions(image.graph().segment(k, MIN_SIZE), image.colour(), image.texture());
    return strategy.similarities().stream()
        .map(similarity -> packed(HierarchicalGrouping.boxes(regions, similarity)));
  }

  private static long[] packed(int[] boxes) {
    long[] packed = new long[boxes.length / 4];
    for (int i = 0; i < packed.length; i++) {
      packed[i] =
          ((long) boxes[4 * i] << 48)
              | ((long) boxes[4 * i + 1] << 32)
              | ((long) boxes[4 * i + 2] << 16)
              | boxes[4 * i + 3];
    }
    return packed;
  }
}
