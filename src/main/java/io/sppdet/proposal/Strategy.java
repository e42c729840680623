package io.sppdet.proposal;

/** OpenCV's three ready-made sets of colour spaces, segmentations and similarities. */
public enum Strategy {
  /** HSV and Lab, three segmentations, two similarities. */
  FAST,
  /** Five sets of channels, five segmentations, four similarities. */
  QUALITY,
  /** HSV, one segmentation, one similarity. */
  SINGLE
}
