package io.sppdet.geometry;

/**
 * The R-CNN coding of one box relative to another (Girshick et al. 2014, appendix C): the shift of
 * the centre in units of the proposal's size, and the logarithm of the growth of the sides.
 */
public record BoxDelta(double dx, double dy, double dw, double dh) {
  /**
   * exp() of more than this would make a box over 60 times its proposal: the bound of Fast R-CNN's
   * descendants.
   */
  private static final double MAX_LOG_GROWTH = Math.log(1000.0 / 16);

  /** The delta that turns {@code proposal} into {@code target}; both must have a positive area. */
  public static BoxDelta encode(Box proposal, Box target) {
    if (!(proposal.area() > 0 && target.area() > 0)) {
      throw new IllegalArgumentException(
          "boxes must have a positive area: " + proposal + ", " + target);
    }
    return new BoxDelta(
        (centreX(target) - centreX(proposal)) / proposal.width(),
        (centreY(target) - centreY(proposal)) / proposal.height(),
        Math.log(target.width() / proposal.width()),
        Math.log(target.height() / proposal.height()));
  }

  /** Applies this delta to a proposal; the result is not clipped. */
  public Box decode(Box proposal) {
    double cx = centreX(proposal) + dx * proposal.width();
    double cy = centreY(proposal) + dy * proposal.height();
    double w = proposal.width() * Math.exp(Math.min(dw, MAX_LOG_GROWTH));
    double h = proposal.height() * Math.exp(Math.min(dh, MAX_LOG_GROWTH));
    return new Box(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
  }

  private static double centreX(Box box) {
    return (box.x1() + box.x2()) / 2;
  }

  private static double centreY(Box box) {
    return (box.y1() + box.y2()) / 2;
  }
}
