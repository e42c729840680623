package io.sppdet.proposal;

import java.util.Arrays;

/** Union-find over the numbers below n: by size, with path halving. */
final class DisjointSets {
  /** The parent of an element; of a root, the size of its set, negative. */
  private final int[] parents;

  DisjointSets(int n) {
    parents = new int[n];
    Arrays.fill(parents, -1);
  }

  /** The root of an element's set. */
  int find(int element) {
    int e = element;
    int parent = parents[e];
    while (parent >= 0) {
      int above = parents[parent];
      if (above < 0) {
        return parent;
      }
      parents[e] = above;
      e = above;
      parent = parents[e];
    }
    return e;
  }

  /** Joins two sets given by their roots; returns the root of both. */
  int join(int a, int b) {
    int large = parents[a] > parents[b] ? b : a;
    int small = large == a ? b : a;
    parents[large] += parents[small];
    parents[small] = large;
    return large;
  }

  /** How many elements the set of a root has. */
  int size(int root) {
    return -parents[root];
  }
}
