package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.sppdet.pooling.roi.Concatenation;
import io.sppdet.pooling.roi.Reduction;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Spatial pyramid pooling of a whole map by pooling layers, as classifiers in PyTorch do it: for n
 * × n bins of a map of H × W cells, kernel and stride are {@code ceil(H/n)} and the map is padded
 * by {@code floor((kernel · n − H + 1) / 2)} cells on both sides, likewise across. An average
 * counts the padding as zeros; a maximum passes over it.
 *
 * <p>A padding of more than half the kernel is refused, as by PyTorch. No side above n(n − 1) cells
 * needs one; 4 bins serve 4, 6 to 8 and all from 10 cells on.
 *
 * <p>Differentiable; the gradient of a maximum goes to its first cell.
 *
 * @param sizes bins a side of each level, in the order of the vector
 * @param reduction maximum or mean
 */
public record SpatialPyramidPooling2d(List<Integer> sizes, Reduction reduction) {
  public SpatialPyramidPooling2d {
    if (sizes.isEmpty() || sizes.stream().anyMatch(n -> n <= 0)) {
      throw new IllegalArgumentException("sizes must be positive: " + sizes);
    }
    if (reduction == Reduction.AREA) {
      throw new IllegalArgumentException("pooling layers have no bins of exact areas");
    }
    sizes = List.copyOf(sizes);
  }

  /** A pyramid of 1, 2, … {@code levels} bins a side. */
  public static SpatialPyramidPooling2d ofLevels(int levels, Reduction reduction) {
    return new SpatialPyramidPooling2d(
        IntStream.rangeClosed(1, levels).boxed().toList(), reduction);
  }

  /** Bins of all levels together: 14 for three levels, 21 for 4, 2, 1. */
  public int bins() {
    return sizes.stream().mapToInt(n -> Math.multiplyExact(n, n)).reduce(0, Math::addExact);
  }

  /**
   * Pools each map to one vector: the levels in order, in each the channels, in each the bins row
   * by row.
   *
   * @param maps {@code (N, C, H, W)}
   * @return {@code (N, C · bins)}
   * @throws IllegalArgumentException if {@link #check} fails
   */
  public NDArray apply(NDArray maps) {
    MapShape shape = MapShape.of(maps);
    check(shape);
    NDList levels = new NDList();
    for (int n : sizes) {
      Bins down = Bins.of(shape.height(), n);
      Bins across = Bins.of(shape.width(), n);
      Shape kernel = new Shape(down.kernel(), across.kernel());
      Shape padding = new Shape(down.padding(), across.padding());
      NDArray level =
          switch (reduction) {
            case MAX -> Pool.maxPool2d(maps, kernel, kernel, padding, false);
            case AVERAGE, AREA -> Pool.avgPool2d(maps, kernel, kernel, padding, false, true);
          };
      levels.add(level.reshape(shape.images(), -1));
    }
    return Concatenation.of(levels, 1);
  }

  /**
   * Whether maps of this size can be pooled.
   *
   * @throws IllegalArgumentException if a level would need a padding of more than half its kernel
   */
  public void check(MapShape shape) {
    for (int n : sizes) {
      Bins down = Bins.of(shape.height(), n);
      Bins across = Bins.of(shape.width(), n);
      if (!down.fit() || !across.fit()) {
        throw new IllegalArgumentException(
            "a map of %s cells can't be pooled to %dx%d bins: a kernel of %dx%d would need a padding"
                    .formatted(shape.cells(), n, n, across.kernel(), down.kernel())
                + " of %dx%d, more than half of it".formatted(across.padding(), down.padding()));
      }
    }
  }

  /** The fewest cells of a side, of at least the given number, that every level can pool. */
  public int serves(int cells) {
    int served = cells;
    while (!sizes.stream().allMatch(fits(served))) {
      served++;
    }
    return served;
  }

  private static Predicate<Integer> fits(int cells) {
    return n -> Bins.of(cells, n).fit();
  }

  /** How an axis is cut into bins. */
  private record Bins(int kernel, int padding) {
    static Bins of(int cells, int n) {
      int kernel = (cells - 1) / n + 1;
      return new Bins(kernel, (int) (((long) kernel * n - cells + 1) / 2));
    }

    boolean fit() {
      return padding <= kernel / 2;
    }
  }
}
