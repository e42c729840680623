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
   * The cells whose centres lie in the box, at least one.
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
    return new Window(clamp(x0, width), clamp(y0, height), clamp(xEnd, width), clamp(yEnd, height));
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
