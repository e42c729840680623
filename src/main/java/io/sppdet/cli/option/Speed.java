package io.sppdet.cli.option;

import io.sppdet.proposal.ProposalMethod;
import java.util.List;
import java.util.Locale;

/** Sets of options that give up accuracy for time, or time for accuracy. */
public enum Speed {
  /** Little more than half the pixels. */
  FAST(Speed.SMALLER, null, Speed.FEWER),
  /** As the model is. */
  BALANCED(1, null, 1),
  /** Larger images, and more proposals. */
  ACCURATE(Speed.LARGER, ProposalMethod.FINE, Speed.MORE);

  /** Short sides, over the model's. */
  static final double SMALLER = 0.75;

  static final double LARGER = 1.25;

  /** Proposals that are scored, over the model's. */
  static final double FEWER = 0.6;

  static final int MORE = 2;

  /** Stride of the backbone, so that nothing is padded. */
  private static final int MULTIPLE = 32;

  private final double factor;
  private final ProposalMethod proposals;
  private final double kept;

  Speed(double factor, ProposalMethod proposals, double kept) {
    this.factor = factor;
    this.proposals = proposals;
    this.kept = kept;
  }

  /** The short sides of the image, from the model's: multiples of 32 pixels. */
  List<Integer> scales(List<Integer> own) {
    return factor == 1 ? own : own.stream().map(this::scale).distinct().toList();
  }

  private int scale(int own) {
    return Math.max(MULTIPLE, MULTIPLE * (int) Math.round(factor * own / MULTIPLE));
  }

  /** How many proposals are scored, from how many the model scores; 0 for all. */
  int keep(int own) {
    return (int) Math.ceil(kept * own);
  }

  /** How boxes are proposed; null for the model's way. */
  ProposalMethod proposals() {
    return proposals;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
