package io.sppdet.geometry;

/**
 * A feature map in Java memory, channels last.
 *
 * @param height cells down
 * @param width cells across
 * @param channels values a cell
 * @param values {@code height × width × channels} floats; the channel runs fastest
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
public record FeatureMap(int height, int width, int channels, float[] values) {
  public FeatureMap {
    if (height <= 0 || width <= 0 || channels <= 0) {
      throw new IllegalArgumentException(
          "map size must be positive: " + height + "x" + width + "x" + channels);
    }
    if (values.length != height * width * channels) {
      throw new IllegalArgumentException(
          "expected " + height * width * channels + " values, got " + values.length);
    }
  }
}
