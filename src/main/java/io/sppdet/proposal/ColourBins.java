package io.sppdet.proposal;

/**
 * The colours of an image for histograms: 25 bins a channel (Uijlings et al. 2013, section 3.2).
 *
 * @param pixels {@code (height, width, channels)} values 0 to 255, the channel fastest
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
record ColourBins(byte[] pixels, int channels) {
  private static final int BINS = 25;
  private static final byte[] BIN_OF = new byte[256];

  static {
    for (int v = 0; v < 256; v++) {
      BIN_OF[v] = (byte) (v * BINS / 256);
    }
  }

  /** Bins of all channels. */
  int bins() {
    return BINS * channels;
  }

  /** {@code (regions, bins)} pixels of each region in each bin. */
  int[] count(Segmentation segmentation) {
    int[] counts = new int[segmentation.regions() * bins()];
    int[] labels = segmentation.labels();
    for (int p = 0; p < labels.length; p++) {
      int at = labels[p] * bins();
      for (int c = 0; c < channels; c++) {
        counts[at + c * BINS + BIN_OF[pixels[p * channels + c] & 0xFF]]++;
      }
    }
    return counts;
  }
}
