package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The shape {@code (N, C, H, W)} of a batch of maps.
 *
 * @param images maps in the batch, N
 * @param channels C
 * @param height cells down, H
 * @param width cells across, W
 */
public record MapShape(int images, int channels, int height, int width) {
  public MapShape {
    if (images <= 0 || channels <= 0 || height <= 0 || width <= 0) {
      throw new IllegalArgumentException(
          "a batch of maps can't have the shape "
              + new Shape(images, channels, height, width)
              + ": all sides must be positive");
    }
  }

  /**
   * The shape of an array.
   *
   * @throws IllegalArgumentException if it is no batch of maps
   */
  public static MapShape of(NDArray maps) {
    Shape shape = maps.getShape();
    if (shape.dimension() != 4) {
      throw new IllegalArgumentException("expected maps (N, C, H, W), got the shape " + shape);
    }
    return new MapShape(
        Math.toIntExact(shape.get(0)),
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(2)),
        Math.toIntExact(shape.get(3)));
  }

  /** The same, of maps that must have this number of channels. */
  public static MapShape of(NDArray maps, long channels) {
    MapShape shape = of(maps);
    if (shape.channels != channels) {
      throw new IllegalArgumentException(
          "expected maps of " + channels + " channels, got the shape " + maps.getShape());
    }
    return shape;
  }

  /** Width and height, as messages name them. */
  public String cells() {
    return width + "x" + height;
  }
}
