package io.sppdet.pooling.roi;

import java.nio.FloatBuffer;

/** The pooled vectors of an image's RoIs, to be had part by part: all of them are large. */
public interface RoiVectors {
  /** The number of RoIs. */
  int size();

  /**
   * Writes the vectors of the RoIs {@code [from, to)}, {@code (to - from, bins, C)}, the channel
   * fastest, to the beginning of a buffer.
   */
  void write(int from, int to, FloatBuffer vectors);

  /**
   * Vectors that are there already.
   *
   * @param values {@code (R, length)}
   */
  static RoiVectors of(float[] values, int length) {
    return new RoiVectors() {
      @Override
      public int size() {
        return values.length / length;
      }

      @Override
      public void write(int from, int to, FloatBuffer vectors) {
        vectors.put(0, values, from * length, (to - from) * length);
      }
    };
  }
}
