package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sppdet.pooling.map.BatchNormalization;
import io.sppdet.pooling.map.PointwiseConvolution;
import io.sppdet.pooling.map.PspModule;
import io.sppdet.pooling.map.PyramidPoolingModule;
import io.sppdet.pooling.map.SppBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What stands between conv5 and the pooling of regions and lets each cell know what is around it.
 *
 * <p>Batch norm, where there is one, keeps its first statistics, mean 0 and variance 1, and learns
 * gamma and beta only: a step of training sees two to four images, each map on its own, too few to
 * know a channel's statistics by.
 */
public enum Neck {
  /** Cells as conv5 gives them. */
  @JsonProperty("none")
  NONE("none"),

  /** {@link SppBlock}, of half the channels inside: maxima around each cell. */
  @JsonProperty("spp-block")
  SPP_BLOCK("spp-block"),

  /** {@link PyramidPoolingModule}: means of the whole map's bins beside each cell. */
  @JsonProperty("ppm")
  PPM("ppm"),

  /** {@link PspModule}: the same, and all mixed by one more convolution. */
  @JsonProperty("psp")
  PSP("psp");

  /** Bins a side of the levels of PSPNet. */
  private static final List<Integer> LEVELS = List.of(1, 2, 3, 6);

  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.9f;

  private final String word;

  Neck(String word) {
    this.word = word;
  }

  /** Channels behind the neck: as many as conv5 has, but twice as many behind PPM. */
  public int channels(int conv5) {
    return this == PPM ? conv5 + LEVELS.size() * inner(conv5) : conv5;
  }

  /** Channels of a branch. */
  private int inner(int conv5) {
    return Math.max(1, this == SPP_BLOCK ? conv5 / 2 : conv5 / LEVELS.size());
  }

  /**
   * Shapes of what it learns, by name: {@code .weight} of 1×1 convolutions {@code (out, in, 1, 1)},
   * {@code .gamma}, {@code .beta} and {@code .bias} {@code (out)}.
   *
   * @param conv5 channels of conv5
   */
  public Map<String, Shape> tensors(int conv5) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int inner = inner(conv5);
    switch (this) {
      case NONE -> {}
      case SPP_BLOCK -> {
        addNormed(shapes, "reduce", inner, conv5);
        addNormed(shapes, "expand", conv5, 4 * inner);
      }
      case PPM -> LEVELS.forEach(n -> addNormed(shapes, "level" + n, inner, conv5));
      case PSP -> {
        LEVELS.forEach(n -> shapes.put(name("level" + n, "weight"), weight(inner, conv5)));
        shapes.put(name("bottleneck", "weight"), weight(conv5, LEVELS.size() * inner + conv5));
        shapes.put(name("bottleneck", "bias"), new Shape(conv5));
      }
    }
    return shapes;
  }

  private static void addNormed(Map<String, Shape> shapes, String layer, int out, int in) {
    shapes.put(name(layer, "weight"), weight(out, in));
    shapes.put(name(layer, "gamma"), new Shape(out));
    shapes.put(name(layer, "beta"), new Shape(out));
  }

  private static Shape weight(long out, long in) {
    return new Shape(out, in, 1, 1);
  }

  private static String name(String layer, String part) {
    return "neck." + layer + "." + part;
  }

  /**
   * Applies the neck; differentiable.
   *
   * @param cells {@code (H · W, conv5)}
   * @param tensors gives what {@link #tensors(int)} names
   * @return {@code (H · W, channels)}, in the manager of the cells
   */
  public NDArray apply(NDArray cells, int height, int width, Function<String, NDArray> tensors) {
    if (this == NONE) {
      return cells;
    }
    NDArray map = cells.reshape(height, width, -1).transpose(2, 0, 1).expandDims(0);
    return module(map, tensors).squeeze(0).transpose(1, 2, 0).reshape((long) height * width, -1);
  }

  private NDArray module(NDArray map, Function<String, NDArray> tensors) {
    return switch (this) {
      case NONE -> map;
      case SPP_BLOCK ->
          new SppBlock(
                  convolution("reduce", tensors),
                  norm("reduce", map, tensors),
                  convolution("expand", tensors),
                  norm("expand", map, tensors))
              .apply(map, false);
      case PPM ->
          new PyramidPoolingModule(
                  LEVELS.stream()
                      .map(
                          n ->
                              new PyramidPoolingModule.Level(
                                  n,
                                  convolution("level" + n, tensors),
                                  norm("level" + n, map, tensors)))
                      .toList())
              .apply(map, false);
      case PSP ->
          new PspModule(
                  LEVELS.stream()
                      .map(n -> new PspModule.Level(n, convolution("level" + n, tensors)))
                      .toList(),
                  new PointwiseConvolution(
                      tensors.apply(name("bottleneck", "weight")),
                      tensors.apply(name("bottleneck", "bias"))))
              .apply(map);
    };
  }

  private static PointwiseConvolution convolution(String layer, Function<String, NDArray> tensors) {
    return new PointwiseConvolution(tensors.apply(name(layer, "weight")), null);
  }

  private static BatchNormalization norm(
      String layer, NDArray map, Function<String, NDArray> tensors) {
    NDArray gamma = tensors.apply(name(layer, "gamma"));
    return new BatchNormalization(
        gamma,
        tensors.apply(name(layer, "beta")),
        map.getManager().zeros(gamma.getShape(), gamma.getDataType()),
        map.getManager().ones(gamma.getShape(), gamma.getDataType()),
        EPSILON,
        MOMENTUM);
  }

  @Override
  public String toString() {
    return word;
  }
}
