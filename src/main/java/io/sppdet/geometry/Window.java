package io.sppdet.geometry;

/**
 * Cells {@code [x0, xEnd] × [y0, yEnd]} of a feature map, both ends inclusive: at least one cell.
 */
public record Window(int x0, int y0, int xEnd, int yEnd) {
  public Window {
    if (x0 < 0 || y0 < 0 || xEnd < x0 || yEnd < y0) {
      throw new IllegalArgumentException(
          "window is empty or negative: " + x0 + "," + y0 + "," + xEnd + "," + yEnd);
    }
  }

  /** Width in cells. */
  public int width() {
    return xEnd - x0 + 1;
  }

  /** Height in cells. */
  public int height() {
    return yEnd - y0 + 1;
  }
}
