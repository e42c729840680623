package io.sppdet.image;

/**
 * Width and height of an upright image in pixels.
 *
 * @param width positive
 * @param height positive
 */
public record ImageSize(int width, int height) {
  public ImageSize {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("image size must be positive: " + width + "x" + height);
    }
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
