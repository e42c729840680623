package io.sppdet.proposal;

import io.sppdet.error.SppdetException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The ways to make proposals that a user can name. */
public enum ProposalMethod {
  /** Selective search at a longest side of 400 pixels: finds what OpenCV's does at 500. */
  FAST("fast", "", new SelectiveSearch(Strategy.FAST, 400, 100, 100, Filters.OWN)),
  /** From finer segments: more boxes, for many small or faint objects. */
  FINE(
      "fine",
      "more boxes, for small or faint objects",
      new SelectiveSearch(Strategy.FAST, 500, 50, 50, Filters.OWN)),
  /** More colour spaces and similarities, at 500 pixels: the most boxes, many times slower. */
  QUALITY(
      "quality",
      "the most boxes, many times slower",
      new SelectiveSearch(Strategy.QUALITY, 500, 150, 150, Filters.OWN)),
  /** The boxes of {@link #OPENCV_FAST}, but for ties in its sorting, sooner. */
  EXACT_FAST(
      "exact-fast",
      "opencv-fast's boxes but for ties, sooner",
      new SelectiveSearch(Strategy.FAST, 500, 150, 150, Filters.OPENCV)),
  /** Most boxes of {@link #OPENCV_QUALITY}, sooner: it joins pairs in another order at ties. */
  EXACT_QUALITY(
      "exact-quality",
      "most of opencv-quality's, sooner",
      new SelectiveSearch(Strategy.QUALITY, 500, 150, 150, Filters.OPENCV)),
  /** OpenCV's fast strategy with its own settings, at 500 pixels, the size of a VOC photo. */
  OPENCV_FAST(
      "opencv-fast",
      "OpenCV's selective search",
      new OpenCvSelectiveSearch(Strategy.FAST, 500, 150, 150, 0.8f)),
  /** OpenCV's quality strategy with its own settings, at 500 pixels. */
  OPENCV_QUALITY(
      "opencv-quality",
      "the same, its thorough strategy",
      new OpenCvSelectiveSearch(Strategy.QUALITY, 500, 150, 150, 0.8f));

  private final String id;
  private final String note;

  @SuppressWarnings("ImmutableEnumChecker") // generators are records of numbers
  private final ProposalGenerator generator;

  ProposalMethod(String id, String note, ProposalGenerator generator) {
    this.id = id;
    this.note = note;
    this.generator = generator;
  }

  /**
   * The method of that name.
   *
   * @throws SppdetException if there is none
   */
  public static ProposalMethod of(String name) {
    for (ProposalMethod method : values()) {
      if (method.id.equals(name)) {
        return method;
      }
    }
    throw new SppdetException(
        SppdetException.Kind.USAGE,
        name,
        "unknown proposal method; known are "
            + Arrays.stream(values()).map(m -> m.id).collect(Collectors.joining(", ")));
  }

  /** What it gives, in a few words; empty where there is nothing to add. */
  public String note() {
    return note;
  }

  /** Makes all the boxes of this method. */
  public ProposalGenerator generator() {
    return generator;
  }

  /** Makes at most {@code maxProposals} boxes of this method, see {@link LimitedProposals}. */
  public ProposalGenerator generator(int maxProposals) {
    return new LimitedProposals(generator(), maxProposals);
  }

  /** The name on the command line and in the model file. */
  @Override
  public String toString() {
    return id;
  }
}
