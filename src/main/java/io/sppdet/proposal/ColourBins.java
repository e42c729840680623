package io.sppdet.proposal;

/**
 * The colours of an image for histograms: 25 bins a channel (Uijlings et al. 2013, section 3.2).
 */
record ColourBins(Planes image) {
  private static final int BINS = 25;
  private static final byte[] BIN_OF = new byte[256];

  static {
    for (int v = 0; v < 256; v++) {
      BIN_OF[v] = (byte) (v * BINS / 256);
    }
  }

  /** Numbers that are counted of a pixel. */
  int channels() {
    return image.channels().size();
  }

  /** Bins of all channels. */
  int bins() {
    return BINS * channels();
  }

  /**
   * Adds each pixel to its bins in the row of its region.
   *
   * @param counts {@code (regions, stride)}, the bins first in each row
   */
  void count(Segmentation segmentation, int[] counts, int stride) {
    int[] labels = segmentation.labels();
    for (int c = 0; c < channels(); c++) {
      byte[] plane = image.channels().get(c);
      int offset = c * BINS;
      for (int p = 0; p < labels.length; p++) {
        counts[labels[p] * stride + offset + BIN_OF[plane[p] & 0xFF]]++;
      }
    }
  }
}
