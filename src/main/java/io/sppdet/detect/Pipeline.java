package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import java.util.List;

/**
 * SPP-net detection of one image, step by step: He et al. 2014, section 4. {@link Detector} takes
 * the steps, {@link TimedPipeline} looks at the clock while it does.
 */
public interface Pipeline {
  /** Finds the objects of an image, the best first. */
  default List<Detection> detect(Image image) {
    List<Box> proposals = propose(image);
    List<ScaledMap> conv5 = conv5(image);
    return detect(image, proposals, conv5);
  }

  /** What comes behind the convolutional layers, which need no proposals. */
  default List<Detection> detect(Image image, List<Box> proposals, List<ScaledMap> conv5) {
    List<Box> likely = likely(conv5, proposals);
    SharedVectors pooled = pool(conv5, likely);
    RegionScores alone = score(pooled);
    RegionScores scores = inContext(image, conv5, alone);
    return select(image, likely, scores);
  }

  /** Selective search: boxes that may hold an object, in pixels of the image. */
  List<Box> propose(Image image);

  /** The whole image, once through the convolutional layers; a map a scale. */
  List<ScaledMap> conv5(Image image);

  /** The proposals that the coarse levels of the pyramid don't reject; no part of SPP-net. */
  List<Box> likely(List<ScaledMap> conv5, List<Box> proposals);

  /** Spatial pyramid pooling: each box's window of the map becomes a vector of one length. */
  SharedVectors pool(List<ScaledMap> conv5, List<Box> proposals);

  /** fc6 and fc7, then a margin a class and where the box should move. */
  RegionScores score(SharedVectors pooled);

  /** What the whole image says of a class, added to each region's margin; no part of SPP-net. */
  RegionScores inContext(Image image, List<ScaledMap> conv5, RegionScores scores);

  /** Boxes moved by regression; suppression class by class; the best of all. */
  List<Detection> select(Image image, List<Box> proposals, RegionScores scores);
}
