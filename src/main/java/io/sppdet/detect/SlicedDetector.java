package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A detector that also looks at slices of a large image, for what is too small in the whole: each
 * slice has proposals and a map of its own, and is to the pooling one scale more, for the boxes
 * that lie in it. Scores, suppression and vote are over all boxes at once. It is no part of
 * SPP-net.
 *
 * @param whole what is done to the image and to each slice
 */
public record SlicedDetector(Detector whole, Slicing slicing) implements Pipeline {

  private List<Box> slices(Image image) {
    int seen = whole.network().scales().stream().mapToInt(s -> s.shortSide()).max().orElseThrow();
    return slicing.of(image.width(), image.height(), seen);
  }

  private static Image part(Image image, Box slice) {
    return image.part(
        (int) slice.x1(), (int) slice.y1(), (int) slice.width(), (int) slice.height());
  }

  /** Those of the image, then those of each slice but for what its edges inside the image cut. */
  @Override
  public List<Box> propose(Image image) {
    Set<Box> boxes = new LinkedHashSet<>(whole.propose(image));
    for (Box slice : slices(image)) {
      for (Box box : whole.propose(part(image, slice))) {
        Box moved = box.shift(slice.x1(), slice.y1());
        if (!isCut(moved, slice, image)) {
          boxes.add(moved);
        }
      }
    }
    return List.copyOf(boxes);
  }

  private static boolean isCut(Box box, Box slice, Image image) {
    return (box.x1() <= slice.x1() && slice.x1() > 0)
        || (box.y1() <= slice.y1() && slice.y1() > 0)
        || (box.x2() >= slice.x2() && slice.x2() < image.width())
        || (box.y2() >= slice.y2() && slice.y2() < image.height());
  }

  @Override
  public List<ScaledMap> conv5(Image image) {
    SppNet network = whole.network();
    List<ScaledMap> maps = new ArrayList<>(network.conv5(image));
    for (Box slice : slices(image)) {
      network.conv5(part(image, slice)).forEach(map -> maps.add(map.of(slice)));
    }
    return maps;
  }

  @Override
  public List<Box> likely(List<ScaledMap> conv5, List<Box> proposals) {
    return whole.likely(conv5, proposals);
  }

  @Override
  public SharedVectors pool(List<ScaledMap> conv5, List<Box> proposals) {
    return whole.pool(conv5, proposals);
  }

  @Override
  public RegionScores score(SharedVectors pooled) {
    return whole.score(pooled);
  }

  @Override
  public RegionScores inContext(Image image, List<ScaledMap> conv5, RegionScores scores) {
    return whole.inContext(image, conv5, scores);
  }

  @Override
  public List<Detection> select(Image image, List<Box> proposals, RegionScores scores) {
    return whole.select(image, proposals, scores);
  }
}
