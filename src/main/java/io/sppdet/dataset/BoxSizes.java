package io.sppdet.dataset;

import io.sppdet.geometry.Box;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How large boxes are, with COCO's bounds: small below 32² pixels, large from 96² on.
 *
 * @param sides least, lower quartile, median, upper quartile and largest of the square roots of the
 *     areas, in pixels; empty if there is no box
 */
public record BoxSizes(int small, int medium, int large, List<Double> sides) {
  private static final double SMALL_SIDE = 32;
  private static final double LARGE_SIDE = 96;

  public BoxSizes {
    sides = List.copyOf(sides);
  }

  public static BoxSizes of(Collection<Box> boxes) {
    double[] sides = boxes.stream().mapToDouble(box -> Math.sqrt(box.area())).sorted().toArray();
    int small = (int) DoubleStream.of(sides).filter(side -> side < SMALL_SIDE).count();
    int large = (int) DoubleStream.of(sides).filter(side -> side >= LARGE_SIDE).count();
    List<Double> quartiles =
        sides.length == 0
            ? List.of()
            : DoubleStream.of(0, 0.25, 0.5, 0.75, 1).map(q -> quantile(sides, q)).boxed().toList();
    return new BoxSizes(small, sides.length - small - large, large, quartiles);
  }

  public int count() {
    return small + medium + large;
  }

  /** Between two values the quantile is interpolated linearly. */
  private static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
