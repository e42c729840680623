package io.sppdet.proposal;

import java.util.Arrays;

/**
 * The parts of an image that the regions of several segmentations are made of: sizes, bounding
 * boxes, who touches whom, and how many of their pixels are in each bin of colour and texture.
 */
final class Parts {
  private final Segmentation segmentation;
  private final ColourBins colour;
  private final TextureBins texture;
  private final int[] sizes;
  private final int[] boxes;
  private final long[][] touching;
  private final int[] counts;

  Parts(Segmentation segmentation, ColourBins colour, TextureBins texture) {
    int n = segmentation.regions();
    this.segmentation = segmentation;
    this.colour = colour;
    this.texture = texture;
    this.sizes = new int[n];
    this.boxes = new int[4 * n];
    this.touching = new long[n][(n + 63) / 64];
    this.counts = new int[n * stride()];
    measure();
    connect();
    colour.count(segmentation, counts, stride());
    texture.count(segmentation, counts, stride(), colour.bins());
  }

  /**
   * Regions made of parts.
   *
   * @param labels the number of each part's region, from 0 on without a gap
   */
  Regions regions(int[] labels) {
    return new Regions(this, labels, Arrays.stream(labels).max().orElse(-1) + 1);
  }

  private void measure() {
    int width = segmentation.width();
    int[] labels = segmentation.labels();
    for (int y = 0, p = 0; y < segmentation.height(); y++) {
      for (int x = 0; x < width; x++, p++) {
        int r = labels[p];
        int box = 4 * r;
        if (sizes[r]++ == 0) {
          boxes[box] = x;
          boxes[box + 1] = y;
        }
        boxes[box] = Math.min(boxes[box], x);
        boxes[box + 2] = Math.max(boxes[box + 2], x + 1);
        boxes[box + 3] = y + 1;
      }
    }
  }

  /** Two touch if a pixel of one is left of, above, or left above a pixel of the other. */
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

  /** Pixels of the whole image. */
  int imageSize() {
    return segmentation.labels().length;
  }

  int size(int part) {
    return sizes[part];
  }

  /** {@code (parts, 4)} bounding boxes x1, y1, x2, y2, half-open. */
  int[] boxes() {
    return boxes;
  }

  /** A bit for each part that touches this one. */
  long[] touching(int part) {
    return touching[part];
  }

  /** {@code (parts, stride)} pixels in each bin of colour, then of each number of texture. */
  int[] counts() {
    return counts;
  }

  int stride() {
    return colour.bins() + texture.numbers();
  }

  ColourBins colour() {
    return colour;
  }

  TextureBins texture() {
    return texture;
  }
}
