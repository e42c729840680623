package io.sppdet.proposal;

import java.util.List;

/** What a search combines: the sets of Uijlings et al. 2013, table 6, as OpenCV reads them. */
@SuppressWarnings("ImmutableEnumChecker") // lists made by List.of
public enum Strategy {
  /** HSV and Lab, three segmentations, two similarities. */
  FAST(
      3,
      List.of(ColourSpace.HSV, ColourSpace.LAB),
      List.of(Similarity.ALL, Similarity.WITHOUT_COLOUR)),
  /** Five sets of channels, five segmentations, four similarities. */
  QUALITY(
      5,
      List.of(ColourSpace.values()),
      List.of(Similarity.ALL, Similarity.WITHOUT_COLOUR, Similarity.FILL, Similarity.SIZE));

  private final int segmentations;
  private final List<ColourSpace> spaces;
  private final List<Similarity> similarities;

  Strategy(int segmentations, List<ColourSpace> spaces, List<Similarity> similarities) {
    this.segmentations = segmentations;
    this.spaces = spaces;
    this.similarities = similarities;
  }

  /** How many values of k the image is segmented with. */
  int segmentations() {
    return segmentations;
  }

  List<ColourSpace> spaces() {
    return spaces;
  }

  List<Similarity> similarities() {
    return similarities;
  }
}
