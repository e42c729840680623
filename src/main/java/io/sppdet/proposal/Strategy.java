package io.sppdet.proposal;

/** OpenCV's three ready-made sets of colour spaces, segmentations and similarities. */
public enum Strategy {
  /** HSV and Lab, three segmentations, two similarities. */
  FAST,
  /** Five channels sets, five segmentations, four similarities: minutes an image. */
  QUALITY,
  /** HSV, one segmentation, one similarity. */
  SINGLE
}
