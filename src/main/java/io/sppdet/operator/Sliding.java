package io.sppdet.operator;

/**
 * How the window of a convolution goes over its input.
 *
 * @param stride cells from one place to the next, down and across
 * @param before rows of zeros above, and columns to the left
 * @param after rows of zeros below, and columns to the right
 */
public record Sliding(int stride, int before, int after) {
  /** Over each cell, of a 1×1 window. */
  public static final Sliding EACH_CELL = new Sliding(1, 0, 0);
}
