package io.sppdet.proposal;

import java.util.Arrays;

/**
 * Graph-based segmentation (Felzenszwalb and Huttenlocher 2004, section 4): neighbouring pixels are
 * joined in the order of their distance in colour, as long as that distance is small beside what
 * varies within each side already.
 */
final class GraphSegmentation {
  private final int width;
  private final int height;

  /** The value of a set is the largest weight that still joins it. */
  private final DisjointSets sets;

  /** Edges between different regions, that may join small ones. */
  private int[] rest;

  private int left;

  private GraphSegmentation(WeightedEdges edges, float k) {
    this.width = edges.width();
    this.height = edges.height();
    this.sets = new DisjointSets(width * height, k);
    this.rest = new int[edges.count() / 8 + 1]; // few are left, and a large array takes time
  }

  /**
   * Segments an image.
   *
   * @param k preference for large regions, in units of the weights
   * @param minSize smaller regions are joined to the neighbour that is nearest in colour, in pixels
   */
  static Segmentation segment(WeightedEdges edges, float k, int minSize) {
    GraphSegmentation graph = new GraphSegmentation(edges, k);
    graph.grow(edges, k);
    graph.absorb(minSize);
    return graph.label();
  }

  private void grow(WeightedEdges all, float k) {
    int[] edges = all.edges();
    float[] weights = all.weights();
    for (int i = 0; i < weights.length; i++) {
      int edge = edges[i];
      int from = edge >>> 1;
      int a = sets.find(from);
      int b = sets.find((edge & 1) == 0 ? from + 1 : from + width);
      if (a != b) {
        float weight = weights[i];
        if (weight <= sets.value(a) && weight <= sets.value(b)) {
          int joined = sets.join(a, b);
          sets.setValue(joined, weight + k / sets.size(joined));
        } else {
          if (left == rest.length) {
            rest = Arrays.copyOf(rest, 2 * left);
          }
          rest[left++] = edge;
        }
      }
    }
  }

  private void absorb(int minSize) {
    for (int i = 0; i < left; i++) {
      int from = rest[i] >>> 1;
      int a = sets.find(from);
      int b = sets.find((rest[i] & 1) == 0 ? from + 1 : from + width);
      if (a != b && (sets.size(a) < minSize || sets.size(b) < minSize)) {
        sets.join(a, b);
      }
    }
  }

  /** Numbers the regions in the order in which a reader meets them. */
  private Segmentation label() {
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
