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

  private final Segmentation segmentation;
  private final int[] sizes;
  private final int[] boxes;
  private final long[][] touching;
  private final int colourBins;
  private final int bins;
  private final int[] histograms;

  Regions(Segmentation segmentation, ColourBins colour, TextureBins texture) {
    int n = segmentation.regions();
    this.segmentation = segmentation;
    this.sizes = new int[n];
    this.boxes = new int[4 * n];
    this.touching = new long[n][(n + 63) / 64];
    this.colourBins = colour.bins();
    this.bins = colour.bins() + texture.bins();
    this.histograms = new int[n * bins];
    measure();
    connect();
    int[] counts = colour.count(segmentation);
    normalise(counts, colour.bins(), colour.channels(), 0);
    normalise(texture.count(segmentation, sizes), texture.bins(), texture.maps(), colourBins);
  }

  private void measure() {
    int width = segmentation.width();
    int[] labels = segmentation.labels();
    for (int r = 0; r < sizes.length; r++) {
      boxes[4 * r] = Integer.MAX_VALUE;
      boxes[4 * r + 1] = Integer.MAX_VALUE;
    }
    for (int y = 0, p = 0; y < segmentation.height(); y++) {
      for (int x = 0; x < width; x++, p++) {
        int r = labels[p];
        sizes[r]++;
        int box = 4 * r;
        boxes[box] = Math.min(boxes[box], x);
        boxes[box + 1] = Math.min(boxes[box + 1], y);
        boxes[box + 2] = Math.max(boxes[box + 2], x + 1);
        boxes[box + 3] = y + 1;
      }
    }
  }

  /** Regions touch if a pixel of one is left of, above, or left above a pixel of the other. */
  private void connect() {
    int width = segmentation.width();
    int[] labels = segmentation.labels();
    for (int y = 1; y < segmentation.height(); y++) {
      for (int x = 1, p = y * width + 1; x < width; x++, p++) {
        int r = labels[p];
        touch(r, labels[p - 1]);
        touch(r, labels[p - width]);
        touch(r, labels[p - width - 1]);
      }
    }
  }

  private void touch(int a, int b) {
    if (a != b) {
      touching[a][b >> 6] |= 1L << b;
      touching[b][a >> 6] |= 1L << a;
    }
  }

  /** Divides the counts of each region by how many there are of them. */
  private void normalise(int[] counts, int length, int countsAPixel, int offset) {
    for (int r = 0; r < sizes.length; r++) {
      double one = (double) ONE / ((double) sizes[r] * countsAPixel);
      for (int i = 0; i < length; i++) {
        histograms[r * bins + offset + i] = (int) (counts[r * length + i] * one + 0.5);
      }
    }
  }

  int count() {
    return sizes.length;
  }

  /** Pixels of the whole image. */
  int pixels() {
    return segmentation.labels().length;
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
