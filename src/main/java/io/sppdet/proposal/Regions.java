package io.sppdet.proposal;

import java.util.Arrays;

/**
 * The regions of a segmentation with what grouping compares: sizes, bounding boxes, who touches
 * whom, and histograms of colour and texture (Uijlings et al. 2013, section 3.2).
 *
 * <p>Histograms are fixed-point numbers: each of the two sums to {@link #ONE} over all its bins, so
 * that the similarity of two is one sum of integer minima.
 */
final class Regions {
  /** 1 in the fixed-point numbers of histograms and similarities. */
  static final int ONE = 1 << 30;

  private final int pixels;
  private final int[] sizes;
  private final int[] boxes;
  private final long[][] touching;
  private final int colourBins;
  private final int bins;
  private final int[] histograms;

  /**
   * Puts regions together.
   *
   * @param labels the number of each part's region
   * @param n regions
   */
  Regions(Parts parts, int[] labels, int n) {
    this.pixels = parts.imageSize();
    this.sizes = new int[n];
    this.boxes = new int[4 * n];
    this.touching = new long[n][(n + 63) / 64];
    this.colourBins = parts.colour().bins();
    this.bins = colourBins + parts.texture().bins();
    measure(parts, labels);
    connect(parts, labels);
    this.histograms = histograms(parts, sums(parts, labels));
  }

  private void measure(Parts parts, int[] labels) {
    int[] theirs = parts.boxes();
    for (int part = 0; part < labels.length; part++) {
      int from = 4 * part;
      int to = 4 * labels[part];
      boolean first = sizes[labels[part]] == 0;
      sizes[labels[part]] += parts.size(part);
      boxes[to] = first ? theirs[from] : Math.min(boxes[to], theirs[from]);
      boxes[to + 1] = first ? theirs[from + 1] : Math.min(boxes[to + 1], theirs[from + 1]);
      boxes[to + 2] = Math.max(boxes[to + 2], theirs[from + 2]);
      boxes[to + 3] = Math.max(boxes[to + 3], theirs[from + 3]);
    }
  }

  private void connect(Parts parts, int[] labels) {
    for (int part = 0; part < labels.length; part++) {
      int a = labels[part];
      long[] others = parts.touching(part);
      for (int w = 0; w < others.length; w++) {
        for (long rest = others[w]; rest != 0; rest &= rest - 1) {
          int b = labels[64 * w + Long.numberOfTrailingZeros(rest)];
          if (a != b) {
            touching[a][b >> 6] |= 1L << b;
          }
        }
      }
    }
  }

  private int[] sums(Parts parts, int[] labels) {
    int stride = parts.stride();
    int[] counts = parts.counts();
    int[] sums = new int[sizes.length * stride];
    for (int part = 0; part < labels.length; part++) {
      add(counts, part * stride, sums, labels[part] * stride, stride);
    }
    return sums;
  }

  private static void add(int[] from, int start, int[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += from[start + i];
    }
  }

  /** Divides the counts of each region by how many there are of them. */
  private int[] histograms(Parts parts, int[] counts) {
    int[] shares = new int[sizes.length * bins];
    for (int r = 0; r < sizes.length; r++) {
      int from = r * parts.stride();
      double one = (double) ONE / ((double) sizes[r] * parts.colour().channels());
      for (int i = 0; i < colourBins; i++) {
        shares[r * bins + i] = (int) (counts[from + i] * one + 0.5);
      }
      double ofTexture = (double) ONE / ((double) sizes[r] * parts.texture().maps());
      int at = r * bins + colourBins;
      parts.texture().histogram(counts, from + colourBins, sizes[r], ofTexture, shares, at);
    }
    return shares;
  }

  int count() {
    return sizes.length;
  }

  /** Pixels of the whole image. */
  int pixels() {
    return pixels;
  }

  int size(int region) {
    return sizes[region];
  }

  /**
   * {@code (room, 4)} bounding boxes x1, y1, x2, y2, half-open, in a copy with zeros behind them.
   *
   * @param room at least n
   */
  int[] boxes(int room) {
    return Arrays.copyOf(boxes, 4 * room);
  }

  /** A bit for each region that touches this one. */
  long[] touching(int region) {
    return touching[region];
  }

  /** Colour bins of a histogram, which come first. */
  int colourBins() {
    return colourBins;
  }

  /** All bins of a histogram. */
  int bins() {
    return bins;
  }

  /** {@code (n, bins)} histograms; a copy. */
  int[] histograms() {
    return histograms.clone();
  }
}
