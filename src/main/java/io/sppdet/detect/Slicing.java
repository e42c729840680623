package io.sppdet.detect;

import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * How a large image is cut into slices: squares in rows and columns, evenly spread, that overlap by
 * a quarter of their side at least.
 *
 * @param along slices along the longer side; 0 for as many as it takes that the network sees each
 *     at full resolution
 */
public record Slicing(int along) {
  private static final double OVERLAP = 0.25;

  public Slicing {
    if (along < 0) {
      throw new IllegalArgumentException("a number of slices can't be negative: " + along);
    }
  }

  /**
   * The slices of an image, row by row, in whole pixels; none where one would be as large as the
   * image.
   *
   * @param seen short side at which the network sees an image, in pixels
   */
  List<Box> of(int width, int height, int seen) {
    int side = along == 0 ? seen : side(Math.max(width, height));
    if (side >= Math.min(width, height) && side >= OVERLAP * 3 * Math.max(width, height)) {
      return List.of();
    }
    List<Box> slices = new ArrayList<>();
    for (int y : starts(height, side)) {
      for (int x : starts(width, side)) {
        slices.add(new Box(x, y, Math.min(x + side, width), Math.min(y + side, height)));
      }
    }
    return slices;
  }

  /** So large that as many as are wanted reach from end to end. */
  private int side(int length) {
    return (int) Math.ceil(length / (1 + (1 - OVERLAP) * (along - 1)));
  }

  private static int[] starts(int length, int side) {
    int room = length - side;
    int steps = room <= 0 ? 0 : (int) Math.ceil(room / ((1 - OVERLAP) * side) - 1e-9);
    int[] starts = new int[steps + 1];
    for (int i = 1; i <= steps; i++) {
      starts[i] = (int) Math.round((double) room * i / steps);
    }
    return starts;
  }
}
