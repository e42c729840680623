package io.sppdet.geometry;

/**
 * An axis-aligned box, half-open: {@code [x1, x2) × [y1, y2)} in pixels of the upright image,
 * 0-based. A box may be empty ({@code x1 == x2}), never inverted.
 */
public record Box(double x1, double y1, double x2, double y2) {
  public Box {
    if (!(x1 <= x2 && y1 <= y2)) {
      throw new IllegalArgumentException("box is inverted: " + x1 + "," + y1 + "," + x2 + "," + y2);
    }
  }

  public double width() {
    return x2 - x1;
  }

  public double height() {
    return y2 - y1;
  }

  public double area() {
    return width() * height();
  }

  /** Intersection over union, in [0, 1]; 0 when both boxes are empty. */
  public double iou(Box other) {
    double w = Math.min(x2, other.x2) - Math.max(x1, other.x1);
    double h = Math.min(y2, other.y2) - Math.max(y1, other.y1);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double intersection = w * h;
    return intersection / (area() + other.area() - intersection);
  }

  /** This box cut to {@code [0, width) × [0, height)}. */
  public Box clip(double width, double height) {
    return new Box(clamp(x1, width), clamp(y1, height), clamp(x2, width), clamp(y2, height));
  }

  /** The mirror image of this box in an image of the given width. */
  public Box flip(double width) {
    return new Box(width - x2, y1, width - x1, y2);
  }

  /** This box moved by x pixels to the right and y pixels down. */
  public Box shift(double x, double y) {
    return new Box(x1 + x, y1 + y, x2 + x, y2 + y);
  }

  private static double clamp(double v, double max) {
    return Math.min(Math.max(v, 0), max);
  }
}
