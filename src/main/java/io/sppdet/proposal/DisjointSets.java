package io.sppdet.proposal;

/** Union-find over the numbers below n, by size, with path halving; each set has a value. */
final class DisjointSets {
  /**
   * Of each element its parent, or of a root the size of its set, negative; and the set's value.
   */
  private final int[] nodes;

  /**
   * Each element alone.
   *
   * @param value of all sets
   */
  DisjointSets(int n, float value) {
    nodes = new int[2 * n];
    for (int i = 0; i < n; i++) {
      nodes[2 * i] = -1;
      setValue(i, value);
    }
  }

  /** The root of an element's set. */
  int find(int element) {
    int e = element;
    int parent = nodes[2 * e];
    while (parent >= 0) {
      int above = nodes[2 * parent];
      if (above < 0) {
        return parent;
      }
      nodes[2 * e] = above;
      e = above;
      parent = nodes[2 * e];
    }
    return e;
  }

  /** Joins two sets given by their roots; returns the root of both, whose value it keeps. */
  int join(int a, int b) {
    int large = nodes[2 * a] > nodes[2 * b] ? b : a;
    int small = large == a ? b : a;
    nodes[2 * large] += nodes[2 * small];
    nodes[2 * small] = large;
    return large;
  }

  /** How many elements the set of a root has. */
  int size(int root) {
    return -nodes[2 * root];
  }

  /** The value of the set of a root. */
  float value(int root) {
    return Float.intBitsToFloat(nodes[2 * root + 1]);
  }

  void setValue(int root, float value) {
    nodes[2 * root + 1] = Float.floatToRawIntBits(value);
  }
}
