package io.sppdet.geometry;

/**
 * Projects an RoI of the image onto the cells of a feature map whose cell {@code i} is centred at
 * pixel {@code offset + stride * i} of the resized image: (x, y) = (S x', S y') when offset is 0.
 * Source: SPP_net, {@code spp_pool} and its RoI conversion; the paper's appendix A prints ⌊x/S⌋ + 1
 * and ⌈x/S⌉ − 1 instead, which drops the border cells.
 *
 * @param stride product S of all strides up to the map, in pixels of the resized image
 * @param offset centre of cell 0's receptive field, in pixels of the resized image
 * @param ratio resized size over original size
 */
public record RoiProjection(int stride, double offset, double ratio) {
  public RoiProjection {
    if (stride <= 0) {
      throw new IllegalArgumentException("stride must be positive: " + stride);
    }
    if (!(ratio > 0)) {
      throw new IllegalArgumentException("ratio must be positive: " + ratio);
    }
  }

  /**
   * The cells from the one whose centre is nearest the box's first pixel to the one nearest its
   * last, at least one.
   *
   * @param roi box in pixels of the original image
   * @param width width of the map in cells
   * @param height height of the map in cells
   */
  public Window window(Box roi, int width, int height) {
    int x0 = first(roi.x1());
    int xEnd = last(roi.x2());
    if (x0 > xEnd) {
      x0 = xEnd = Math.floorDiv(x0 + xEnd, 2);
    }
    int y0 = first(roi.y1());
    int yEnd = last(roi.y2());
    if (y0 > yEnd) {
      y0 = yEnd = Math.floorDiv(y0 + yEnd, 2);
    }
    return Window.ofCells(
        clamp(x0, width), clamp(y0, height), clamp(xEnd, width), clamp(yEnd, height));
  }

  /**
   * The box itself, to fractions of a cell. A pixel {@code p} covers {@code [p - 1/2, p + 1/2)} and
   * a cell as many pixels as the stride, so that the box's edge {@code x} falls {@code (ratio * x -
   * 1/2 - offset) / stride + 1/2} cells from the map's. Cut at the map's border; where less than a
   * pixel of the resized image is left, a pixel. Source: Jiang et al. 2018, section 3.3 (precise
   * RoI pooling).
   *
   * @param roi box in pixels of the original image
   * @param width width of the map in cells
   * @param height height of the map in cells
   */
  public Window area(Box roi, int width, int height) {
    double[] x = interval(roi.x1(), roi.x2(), width);
    double[] y = interval(roi.y1(), roi.y2(), height);
    return new Window(x[0], y[0], x[1], y[1]);
  }

  private double[] interval(double low, double high, int cells) {
    double pixel = 1.0 / stride;
    double start = Math.min(Math.max(edge(low), 0), cells);
    double end = Math.min(Math.max(edge(high), 0), cells);
    if (end - start < pixel) {
      start = Math.min(Math.max((start + end - pixel) / 2, 0), cells - pixel);
      end = start + pixel;
    }
    return new double[] {start, end};
  }

  private double edge(double pixel) {
    return (ratio * pixel - 0.5 - offset) / stride + 0.5;
  }

  /** The cell whose centre is nearest the box's first pixel, a tie going inward. */
  private int first(double edge) {
    return (int) Math.floor((ratio * edge - offset) / stride + 0.5);
  }

  /** The cell whose centre is nearest the box's last pixel, a tie going inward. */
  private int last(double edge) {
    return (int) Math.ceil((ratio * edge - 1 - offset) / stride - 0.5);
  }

  private static int clamp(int cell, int cells) {
    return Math.min(Math.max(cell, 0), cells - 1);
  }
}
