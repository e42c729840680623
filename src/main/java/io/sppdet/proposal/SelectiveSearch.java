package io.sppdet.proposal;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Selective search (Uijlings et al. 2013): the image, in several colour spaces, is cut into many
 * small regions, finely and coarsely; these are grouped until one is left, by several measures of
 * similarity; whatever was a region on the way gives a box.
 *
 * @param strategy colour spaces, number of segmentations, similarities
 * @param longestSide larger images are searched scaled down to this, in pixels
 * @param baseK segmentation threshold k of the finest segmentation; larger means larger regions
 * @param stepK how much k grows from one segmentation to the next
 * @param filters how the image is smoothed and its texture measured
 */
record SelectiveSearch(Strategy strategy, int longestSide, int baseK, int stepK, Filters filters)
    implements ProposalGenerator {
  private static final int MIN_SIZE = 100;

  @Override
  public List<Box> propose(Image image) {
    ShrunkImage small = ShrunkImage.of(image, longestSide);
    return small.inImage(search(filters.searched(small.image())));
  }

  private List<Box> search(Image image) {
    List<Regions> segmentations =
        strategy.spaces().parallelStream()
            .flatMap(space -> segmentations(filters.planes(image, space)).stream())
            .toList();
    long[] found =
        segmentations.parallelStream()
            .flatMap(this::group)
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

  /** Their histograms are counted once, over the parts that they share. */
  private List<Regions> segmentations(Planes image) {
    WeightedEdges edges = filters.edges(image);
    Overlay overlay =
        Overlay.of(
            IntStream.range(0, strategy.segmentations())
                .mapToObj(i -> GraphSegmentation.segment(edges, baseK + i * stepK, MIN_SIZE))
                .toList());
    Parts parts = new Parts(overlay.parts(), new ColourBins(image), filters.texture(image));
    return overlay.regionOf().stream().map(parts::regions).toList();
  }

  /** The boxes of one segmentation, grouped in each way, 16 bits a coordinate. */
  private Stream<long[]> group(Regions regions) {
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
