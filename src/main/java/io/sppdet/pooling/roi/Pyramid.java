package io.sppdet.pooling.roi;

import static java.util.stream.Collectors.joining;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a window of any size becomes a vector of one length: by which levels of {@link
 * SpatialPyramidPooling}, and by maxima or means. A single level of one bin is global pooling.
 *
 * @param levels bins a side of each level
 * @param reduction what becomes of the cells of a bin
 */
public record Pyramid(List<Integer> levels, Reduction reduction) {
  /** The default of a detector: means of exact 4×4, 2×2 and 1×1 bins. */
  public static final Pyramid DEFAULT = new Pyramid(List.of(4, 2, 1), Reduction.AREA);

  private static final String PYRAMID = "spp:";
  private static final String GLOBAL = "global-";
  private static final int MAX_LEVEL = 32;

  public Pyramid {
    if (levels.isEmpty()
        || levels.size() > MAX_LEVEL
        || levels.stream().anyMatch(n -> n < 1 || n > MAX_LEVEL)) {
      throw new IllegalArgumentException(
          "a pyramid has 1 to " + MAX_LEVEL + " levels of 1 to " + MAX_LEVEL + " bins a side");
    }
    levels = List.copyOf(levels);
  }

  /**
   * As users write it: {@code spp:4,2,1}, {@code global-max}, {@code global-avg} or {@code
   * global-area}.
   *
   * @param reduction of a pyramid; a global pooling says its own
   * @throws IllegalArgumentException if it is none of these
   */
  public static Pyramid of(String text, Reduction reduction) {
    if (text.matches(PYRAMID + "\\d{1,4}(,\\d{1,4})*")) {
      String[] levels = text.substring(PYRAMID.length()).split(",", -1);
      return new Pyramid(Arrays.stream(levels).map(Integer::valueOf).toList(), reduction);
    }
    for (Reduction each : Reduction.values()) {
      if (text.equals(GLOBAL + each)) {
        return new Pyramid(List.of(1), each);
      }
    }
    throw new IllegalArgumentException(
        "unknown pooling '"
            + text
            + "'; known are spp:4,2,1 (any levels), "
            + Stream.of(Reduction.values()).map(each -> GLOBAL + each).collect(joining(", ")));
  }

  /** The levels of at most two bins a side; null where there are none. */
  public Pyramid coarse() {
    List<Integer> coarse = levels.stream().filter(n -> n <= 2).toList();
    return coarse.isEmpty() ? null : new Pyramid(coarse, reduction);
  }

  /** A single bin, pooled as the others are. */
  public Pyramid global() {
    return new Pyramid(List.of(1), reduction);
  }

  /** Bins of all levels together. */
  public int bins() {
    return levels.stream().mapToInt(n -> n * n).sum();
  }

  /**
   * Pools a whole map.
   *
   * @return {@code (bins, C)}, the channel fastest
   */
  public float[] apply(FeatureMap map) {
    return apply(map, List.of(Window.ofCells(0, 0, map.width() - 1, map.height() - 1)));
  }

  /**
   * Pools windows of a map.
   *
   * @return {@code (R, bins, C)}, the channel fastest
   */
  public float[] apply(FeatureMap map, List<Window> windows) {
    return on(map, windows).all();
  }

  /** The same, pooled when the vectors are asked for. */
  public RoiVectors vectors(FeatureMap map, List<Window> windows) {
    return on(map, windows);
  }

  private PooledWindows on(FeatureMap map, List<Window> windows) {
    return PooledWindows.of(over(map, windows), windows, bins() * map.channels());
  }

  /** The part of a map of this size that a box is pooled from. */
  public Window window(RoiProjection onto, Box roi, int width, int height) {
    return switch (reduction) {
      case MAX, AVERAGE -> onto.window(roi, width, height);
      case AREA -> onto.area(roi, width, height);
    };
  }

  /** What pools windows of the given ones, one a thread. */
  Supplier<WindowPooling> over(FeatureMap map, List<Window> windows) {
    SpatialPyramidPooling pooling = new SpatialPyramidPooling(levels);
    return switch (reduction) {
      case MAX -> pooling.maxima(map, windows);
      case AVERAGE -> pooling.means(map, windows);
      case AREA -> pooling.areaMeans(map, windows);
    };
  }

  /** As {@link #of} reads it, with what becomes of a bin: {@code spp:4,2,1 max}. */
  public String text() {
    return levels.equals(List.of(1)) ? toString() : this + " " + reduction;
  }

  @Override
  public String toString() {
    return levels.equals(List.of(1))
        ? GLOBAL + reduction
        : PYRAMID + levels.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
