package io.sppdet.proposal;

import java.util.Arrays;

/**
 * Graph-based segmentation (Felzenszwalb and Huttenlocher 2004, section 4): neighbouring pixels are
 * joined in the order of their distance in colour, as long as that distance is small beside what
 * varies within each side already. Equal to OpenCV's {@code GraphSegmentation} but for the order of
 * edges of one weight.
 *
 * <p>The edges are sorted once; {@link #segment} may then be asked for any k.
 */
final class GraphSegmentation {
  private final int width;
  private final int height;

  /** Edges from the lightest on: the bits of the weight above, the edge's number below. */
  private final long[] edges;

  /**
   * The graph of an image: each pixel with the one on its right (edge 2p) and the one below (edge
   * 2p + 1).
   *
   * @param smoothed {@code (height, width, channels)}, the channel fastest
   */
  GraphSegmentation(float[] smoothed, int width, int height, int channels) {
    this.width = width;
    this.height = height;
    this.edges = new long[Math.max(0, 2 * width * height - width - height)];
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        if (x + 1 < width) {
          edges[count++] = edge(smoothed, channels, p, p + 1, 2L * p);
        }
        if (y + 1 < height) {
          edges[count++] = edge(smoothed, channels, p, p + width, 2L * p + 1);
        }
      }
    }
    RadixSort.byUpperHalf(edges);
  }

  private static long edge(float[] smoothed, int channels, int from, int to, long number) {
    float sum = 0;
    for (int c = 0; c < channels; c++) {
      double difference = smoothed[from * channels + c] - smoothed[to * channels + c];
      sum = (float) (sum + difference * difference);
    }
    float weight = (float) Math.sqrt(sum); // not negative, so that its bits sort as it does
    return ((long) Float.floatToRawIntBits(weight) << 32) | number;
  }

  /**
   * Segments the image.
   *
   * @param k preference for large regions, in units of the weights
   * @param minSize smaller regions are joined to a neighbour, in pixels
   */
  Segmentation segment(float k, int minSize) {
    DisjointSets sets = new DisjointSets(width * height);
    float[] thresholds = new float[width * height];
    Arrays.fill(thresholds, k);
    int left = 0;
    int[] rest = new int[edges.length]; // edges between different regions, that may join small ones
    for (long edge : edges) {
      int number = (int) edge;
      int from = number >>> 1;
      int a = sets.find(from);
      int b = sets.find((number & 1) == 0 ? from + 1 : from + width);
      if (a != b) {
        float weight = Float.intBitsToFloat((int) (edge >>> 32));
        if (weight <= thresholds[a] && weight <= thresholds[b]) {
          int joined = sets.join(a, b);
          thresholds[joined] = weight + k / sets.size(joined);
        } else {
          rest[left++] = number;
        }
      }
    }
    for (int i = 0; i < left; i++) {
      int from = rest[i] >>> 1;
      int a = sets.find(from);
      int b = sets.find((rest[i] & 1) == 0 ? from + 1 : from + width);
      if (a != b && (sets.size(a) < minSize || sets.size(b) < minSize)) {
        sets.join(a, b);
      }
    }
    return label(sets);
  }

  /** Numbers the regions in the order in which a reader meets them. */
  private Segmentation label(DisjointSets sets) {
    int[] labels = new int[width * height];
    int[] numbers = new int[width * height];
    int regions = 0;
    for (int p = 0; p < labels.length; p++) {
      int root = sets.find(p);
      if (numbers[root] == 0) {
        numbers[root] = ++regions;
      }
      labels[p] = numbers[root] - 1;
    }
    return new Segmentation(width, height, regions, labels);
  }
}
