package io.sppdet.proposal;

import java.util.Arrays;

/**
 * Hierarchical grouping (Uijlings et al. 2013, section 3.1): the two most similar of all touching
 * regions become one, again and again, until there are no two left. Every region on the way gives
 * its bounding box.
 *
 * <p>A joined region takes the next number and one parent's histogram. Pairs wait in a heap; one of
 * whose regions has been joined in the meantime is thrown away when it comes up. Of two pairs alike
 * the one found first goes first.
 */
final class HierarchicalGrouping {
  private final Similarity similarity;
  private final double pixels;
  private final int bins;
  private final int colourBins;
  private final int[] histograms;
  private final int[] rows;
  private final int[] sizes;
  private final int[] boxes;
  private final boolean[] joined;
  private final int[][] neighbours;

  /** For each region, the last one that asked whether it had seen it. */
  private final int[] seenBy;

  private int[] pairs;
  private int pairCount;
  private final PairHeap heap;

  private HierarchicalGrouping(Regions regions, Similarity similarity) {
    int n = regions.count();
    int all = 2 * n - 1;
    this.similarity = similarity;
    this.pixels = regions.pixels();
    this.bins = regions.bins();
    this.colourBins = regions.colourBins();
    this.histograms = regions.histograms();
    this.rows = new int[all];
    this.sizes = new int[all];
    this.boxes = regions.boxes(all);
    this.joined = new boolean[all];
    this.neighbours = new int[all][];
    this.seenBy = new int[all];
    this.pairs = new int[16 * n];
    this.heap = new PairHeap(8 * n);
    Arrays.fill(seenBy, -1);
    for (int r = 0; r < n; r++) {
      rows[r] = r * bins;
      sizes[r] = regions.size(r);
      neighbours[r] = numbers(regions.touching(r));
    }
  }

  /**
   * Groups the regions.
   *
   * @return {@code (boxes, 4)} x1, y1, x2, y2, half-open, of the regions and of all they became
   */
  static int[] boxes(Regions regions, Similarity similarity) {
    return new HierarchicalGrouping(regions, similarity).group(regions.count());
  }

  private int[] group(int n) {
    for (int r = 0; r < n; r++) {
      for (int other : neighbours[r]) {
        if (other > r) {
          addPair(r, other);
        }
      }
    }
    int next = n;
    while (!heap.isEmpty()) {
      int pair = heap.removeMostSimilar();
      int a = pairs[2 * pair];
      int b = pairs[2 * pair + 1];
      if (!joined[a] && !joined[b]) {
        join(a, b, next);
        for (int other : neighbours[next]) {
          addPair(other, next);
        }
        next++;
      }
    }
    return Arrays.copyOf(boxes, 4 * next);
  }

  private void join(int a, int b, int region) {
    double ofA = (double) sizes[a] / (sizes[a] + sizes[b]);
    double ofB = 1 - ofA;
    int rowA = rows[a];
    int rowB = rows[b];
    for (int i = 0; i < bins; i++) {
      histograms[rowA + i] = (int) (ofA * histograms[rowA + i] + ofB * histograms[rowB + i] + 0.5);
    }
    rows[region] = rowA;
    sizes[region] = sizes[a] + sizes[b];
    boxes[4 * region] = Math.min(boxes[4 * a], boxes[4 * b]);
    boxes[4 * region + 1] = Math.min(boxes[4 * a + 1], boxes[4 * b + 1]);
    boxes[4 * region + 2] = Math.max(boxes[4 * a + 2], boxes[4 * b + 2]);
    boxes[4 * region + 3] = Math.max(boxes[4 * a + 3], boxes[4 * b + 3]);
    joined[a] = true;
    joined[b] = true;
    int[] around = new int[neighbours[a].length + neighbours[b].length];
    int count = gather(neighbours[a], region, around, 0);
    count = gather(neighbours[b], region, around, count);
    neighbours[region] = Arrays.copyOf(around, count);
    neighbours[a] = null;
    neighbours[b] = null;
  }

  /**
   * Adds those that are still there and not yet gathered, and tells them of their new neighbour.
   */
  private int gather(int[] from, int region, int[] to, int at) {
    int count = at;
    for (int other : from) {
      if (!joined[other] && seenBy[other] != region) {
        seenBy[other] = region;
        to[count++] = other;
        replace(neighbours[other], region);
      }
    }
    return count;
  }

  /** The new region takes the place of a joined one, of which there is at least one. */
  private void replace(int[] list, int region) {
    for (int i = 0; i < list.length; i++) {
      if (joined[list[i]]) {
        list[i] = region;
        return;
      }
    }
    throw new IllegalStateException("a neighbour does not know of " + region);
  }

  private void addPair(int a, int b) {
    if (2 * pairCount == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * pairs.length);
    }
    pairs[2 * pairCount] = a;
    pairs[2 * pairCount + 1] = b;
    heap.add(similarity(a, b), pairCount++);
  }

  /** The sum of the similarities asked for, each in [0, {@link Regions#ONE}]. */
  private long similarity(int a, int b) {
    long sum = 0;
    if (similarity.colour()) {
      sum += overlap(histograms, rows[a], rows[b], 0, colourBins);
    }
    if (similarity.texture()) {
      sum += overlap(histograms, rows[a], rows[b], colourBins, bins);
    }
    double size = (double) sizes[a] + sizes[b];
    if (similarity.size()) {
      sum += (long) (Regions.ONE * (1 - size / pixels));
    }
    if (similarity.fill()) {
      double width =
          Math.max(boxes[4 * a + 2], boxes[4 * b + 2]) - Math.min(boxes[4 * a], boxes[4 * b]);
      double height =
          Math.max(boxes[4 * a + 3], boxes[4 * b + 3])
              - Math.min(boxes[4 * a + 1], boxes[4 * b + 1]);
      sum += (long) (Regions.ONE * (1 - (width * height - size) / pixels));
    }
    return sum;
  }

  /** The histograms' intersection. */
  private static int overlap(int[] histograms, int a, int b, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.min(histograms[a + i], histograms[b + i]);
    }
    return sum;
  }

  private static int[] numbers(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    int[] numbers = new int[count];
    int at = 0;
    for (int w = 0; w < bits.length; w++) {
      for (long rest = bits[w]; rest != 0; rest &= rest - 1) {
        numbers[at++] = 64 * w + Long.numberOfTrailingZeros(rest);
      }
    }
    return numbers;
  }
}
