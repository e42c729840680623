package io.sppdet.proposal;

/**
 * Graph-based segmentation (Felzenszwalb and Huttenlocher 2004, section 4): neighbouring pixels are
 * joined in the order of their distance in colour, as long as that distance is small beside what
 * varies within each side already.
 *
 * <p>A segmentation may grow again with a larger k, from what it is: so a coarse one costs little
 * after a fine one, whose regions its own are made of.
 */
final class GraphSegmentation {
  private final int width;
  private final int height;

  /** The value of a set is the largest weight that still joins it. */
  private final DisjointSets sets;

  private int[] edges;
  private float[] weights;

  /** Edges that have joined nothing yet. */
  private int left;

  private float k;

  /** Every pixel alone. */
  GraphSegmentation(WeightedEdges all) {
    this(
        all.width(),
        all.height(),
        new DisjointSets(all.width() * all.height()),
        all.edges(),
        all.weights(),
        all.count());
  }

  private GraphSegmentation(
      int width, int height, DisjointSets sets, int[] edges, float[] weights, int left) {
    this.width = width;
    this.height = height;
    this.sets = sets;
    this.edges = edges;
    this.weights = weights;
    this.left = left;
  }

  /** Another, which is this one now. */
  GraphSegmentation copy() {
    GraphSegmentation copy =
        new GraphSegmentation(width, height, sets.copy(), edges, weights, left);
    copy.k = k;
    return copy;
  }

  /**
   * Joins what the criterion allows.
   *
   * @param toK preference for large regions, in units of the weights; not less than before
   */
  void grow(float toK) {
    for (int p = 0; p < width * height; p++) {
      if (sets.isRoot(p)) {
        sets.setValue(p, sets.value(p) + (toK - k) / sets.size(p));
      }
    }
    k = toK;
    int[] others = new int[left];
    float[] theirs = new float[left];
    int kept = 0;
    for (int i = 0; i < left; i++) {
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
          others[kept] = edge;
          theirs[kept++] = weight;
        }
      }
    }
    edges = others;
    weights = theirs;
    left = kept;
  }

  /** Joins each region with fewer pixels than this to the neighbour that is nearest in colour. */
  void absorb(int minSize) {
    for (int i = 0; i < left; i++) {
      int from = edges[i] >>> 1;
      int a = sets.find(from);
      int b = sets.find((edges[i] & 1) == 0 ? from + 1 : from + width);
      if (a != b && (sets.size(a) < minSize || sets.size(b) < minSize)) {
        int joined = sets.join(a, b);
        sets.setValue(joined, weights[i] + k / sets.size(joined));
      }
    }
  }

  /** Numbers the regions in the order in which a reader meets them. */
  Segmentation label() {
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
