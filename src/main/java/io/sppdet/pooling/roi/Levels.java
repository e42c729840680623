package io.sppdet.pooling.roi;

import java.util.List;

/** The levels of a pyramid, the places of their bins in its vector, and which consist of which. */
final class Levels {
  private final int[] sides;
  private final int[] first;
  private final int[] parent;
  private final int bins;

  /** What to do with one bin, given one of the finer bins it is made of. */
  interface Merge {
    void merge(int finer, int bin);
  }

  Levels(List<Integer> levels) {
    if (levels.isEmpty() || levels.stream().anyMatch(n -> n <= 0)) {
      throw new IllegalArgumentException("levels must be positive: " + levels);
    }
    this.sides = levels.stream().mapToInt(Integer::intValue).toArray();
    this.first = new int[sides.length];
    this.parent = new int[sides.length];
    int bin = 0;
    for (int l = 0; l < sides.length; l++) {
      first[l] = bin;
      bin += sides[l] * sides[l];
      parent[l] = -1;
      for (int finer = 0; finer < l; finer++) {
        boolean coarsest = parent[l] < 0 || sides[finer] < sides[parent[l]];
        if (sides[finer] % sides[l] == 0 && coarsest) {
          parent[l] = finer;
        }
      }
    }
    this.bins = bin;
  }

  int count() {
    return sides.length;
  }

  /** Bins of all levels together. */
  int bins() {
    return bins;
  }

  /** Bins a side. */
  int side(int level) {
    return sides[level];
  }

  /** The number of its first bin. */
  int first(int level) {
    return first[level];
  }

  /** Whether the bins of a level before it can be put together to its own. */
  boolean hasParent(int level) {
    return parent[level] >= 0;
  }

  /** That level, the coarsest of them. */
  int parent(int level) {
    return parent[level];
  }

  /** Calls {@code merge} for each bin of a level's parent with the bin of the level it lies in. */
  void merge(int level, Merge merge) {
    int n = sides[level];
    int finer = sides[parent[level]];
    int share = finer / n;
    for (int row = 0; row < finer; row++) {
      for (int col = 0; col < finer; col++) {
        int from = first[parent[level]] + row * finer + col;
        merge.merge(from, first[level] + row / share * n + col / share);
      }
    }
  }
}
