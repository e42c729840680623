package io.sppdet.geometry;

/**
 * The part {@code [x0, x1) × [y0, y1)} of a feature map, in cells from its upper left corner: cell
 * {@code i} covers {@code [i, i + 1)}. It is never empty.
 */
public record Window(double x0, double y0, double x1, double y1) {
  public Window {
    if (!(x0 >= 0 && y0 >= 0 && x1 > x0 && y1 > y0)) {
      throw new IllegalArgumentException(
          "window is empty or negative: " + x0 + "," + y0 + "," + x1 + "," + y1);
    }
  }

  /** The cells {@code [x0, xEnd] × [y0, yEnd]}, both ends inclusive. */
  public static Window ofCells(int x0, int y0, int xEnd, int yEnd) {
    return new Window(x0, y0, xEnd + 1, yEnd + 1);
  }

  /** Width in cells. */
  public double width() {
    return x1 - x0;
  }

  /** Height in cells. */
  public double height() {
    return y1 - y0;
  }

  /** Whether it consists of whole cells. */
  public boolean isWhole() {
    return isWhole(x0) && isWhole(y0) && isWhole(x1) && isWhole(y1);
  }

  private static boolean isWhole(double edge) {
    return edge == Math.rint(edge);
  }
}
