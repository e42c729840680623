package io.sppdet.proposal;

import java.util.Arrays;

/**
 * The edges between neighbouring pixels, from the lightest on: each pixel p with the one on its
 * right (edge 2p) and the one below (edge 2p + 1). The weight is the distance in colour.
 *
 * @param edges their numbers; the array may be longer
 * @param weights of each of them
 */
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared by nobody
record WeightedEdges(int width, int height, int[] edges, float[] weights) {
  /** Binary digits of a squared distance's mantissa that tell two apart: 0.4 % of a weight. */
  private static final int MANTISSA = 7;

  private static final int DROPPED = 23 - MANTISSA;
  private static final int KEY_OF_ONE = Float.floatToRawIntBits(1) >>> DROPPED;

  /** Keys of the squared distances below 2³⁰. */
  private static final int KEYS = (30 << MANTISSA) + 1;

  private static final char NO_EDGE = KEYS;
  private static final float[] WEIGHTS = new float[KEYS];

  static {
    for (int key = 1; key < KEYS; key++) {
      float squared = Float.intBitsToFloat((key - 1 + KEY_OF_ONE) << DROPPED);
      WEIGHTS[key] = (float) (Math.sqrt(squared) / (1 << Smoothing.FRACTION));
    }
  }

  /** How many edges there are. */
  int count() {
    return weights.length;
  }

  /**
   * The edges of an image, those of about the same weight in the order of their numbers.
   *
   * @param smoothed of each channel what {@link Smoothing} gives
   */
  static WeightedEdges of(int[][] smoothed, int width, int height) {
    char[] keys = new char[2 * width * height];
    int[] squared = new int[width];
    for (int y = 0; y < height; y++) {
      int at = y * width;
      square(smoothed, at, 1, width - 1, squared);
      for (int x = 0; x + 1 < width; x++) {
        keys[2 * (at + x)] = key(squared[x]);
      }
      keys[2 * (at + width - 1)] = NO_EDGE;
      if (y + 1 < height) {
        square(smoothed, at, width, width, squared);
        for (int x = 0; x < width; x++) {
          keys[2 * (at + x) + 1] = key(squared[x]);
        }
      } else {
        for (int x = 0; x < width; x++) {
          keys[2 * (at + x) + 1] = NO_EDGE;
        }
      }
    }
    return sorted(keys, width, height);
  }

  private static void square(int[][] smoothed, int at, int next, int count, int[] squared) {
    Arrays.fill(squared, 0);
    for (int[] plane : smoothed) {
      for (int x = 0; x < count; x++) {
        int difference = plane[at + x] - plane[at + x + next];
        squared[x] += difference * difference;
      }
    }
  }

  /** The float's exponent and first digits; 0 for 0. */
  private static char key(int squared) {
    return (char) Math.max(0, (Float.floatToRawIntBits(squared) >>> DROPPED) - KEY_OF_ONE + 1);
  }

  /** Sorts by counting. */
  private static WeightedEdges sorted(char[] keys, int width, int height) {
    int[] next = new int[KEYS + 1];
    for (char key : keys) {
      next[key]++;
    }
    int count = 0;
    for (int key = 0; key < next.length; key++) {
      int start = count;
      count += next[key];
      next[key] = start;
    }
    int[] edges = new int[keys.length]; // what is no edge comes last
    for (int edge = 0; edge < keys.length; edge++) {
      edges[next[keys[edge]]++] = edge;
    }
    float[] weights = new float[next[KEYS - 1]];
    int from = 0;
    for (int key = 0; key < KEYS; key++) {
      Arrays.fill(weights, from, next[key], WEIGHTS[key]);
      from = next[key];
    }
    return new WeightedEdges(width, height, edges, weights);
  }

  /**
   * The edges of an image, their weights exact, as OpenCV's {@code GraphSegmentation} has them but
   * for the order of edges of one weight.
   *
   * @param smoothed of each channel {@code (height, width)} values
   */
  static WeightedEdges of(float[][] smoothed, int width, int height) {
    long[] keyed = new long[Math.max(0, 2 * width * height - width - height)];
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        if (x + 1 < width) {
          keyed[count++] = keyed(smoothed, p, p + 1, 2L * p);
        }
        if (y + 1 < height) {
          keyed[count++] = keyed(smoothed, p, p + width, 2L * p + 1);
        }
      }
    }
    RadixSort.byUpperHalf(keyed);
    int[] edges = new int[count];
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      edges[i] = (int) keyed[i];
      weights[i] = Float.intBitsToFloat((int) (keyed[i] >>> 32));
    }
    return new WeightedEdges(width, height, edges, weights);
  }

  private static long keyed(float[][] smoothed, int from, int to, long number) {
    float sum = 0;
    for (float[] plane : smoothed) {
      double difference = plane[from] - plane[to];
      sum = (float) (sum + difference * difference);
    }
    float weight = (float) Math.sqrt(sum); // not negative, so that its bits sort as it does
    return ((long) Float.floatToRawIntBits(weight) << 32) | number;
  }
}
