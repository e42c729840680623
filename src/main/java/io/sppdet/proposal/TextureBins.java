package io.sppdet.proposal;

import java.util.List;

/**
 * The texture of an image for histograms: in each channel the gradient along four directions, its
 * positive and its negative part in 10 bins each, so 8 oriented derivatives (Uijlings et al. 2013,
 * section 3.2). A pixel's gradient is either positive or negative, so that one number tells both
 * bins, and the bin of the part that is zero need not be counted.
 */
final class TextureBins {
  private static final int BINS = 10;

  /** Numbers of a pixel: 0 to 8 negative, the strongest first; 9 near zero; 10 to 18 positive. */
  private static final int ZERO = BINS - 1;

  private static final int NUMBERS = 2 * BINS - 1;
  private static final double LEVELS = 255;
  private static final byte[] BIN_OF = new byte[256];

  static {
    for (int v = 0; v < 256; v++) {
      BIN_OF[v] = (byte) (v * BINS / 256);
    }
  }

  private final List<byte[]> maps;

  /**
   * Bins of an image.
   *
   * @param maps for each channel and direction what {@link #quantise} made of the gradient
   */
  TextureBins(List<byte[]> maps) {
    this.maps = maps;
  }

  /** Numbers of integer gradients, the positive and the negative ones scaled to their own range. */
  static byte[] quantise(short[] gradient) {
    int least = 0;
    int most = 0;
    if (gradient.length > 0) {
      least = gradient[0];
      most = gradient[0];
    }
    for (short g : gradient) {
      least = Math.min(least, g);
      most = Math.max(most, g);
    }
    Levels levels = Levels.of(least, most);
    byte[] table = new byte[most - least + 1];
    for (int g = least; g <= most; g++) {
      table[g - least] = levels.number(g);
    }
    byte[] numbers = new byte[gradient.length];
    for (int p = 0; p < numbers.length; p++) {
      numbers[p] = table[gradient[p] - least];
    }
    return numbers;
  }

  /** The same of gradients that are no integers. */
  static byte[] quantise(float[] gradient) {
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (float g : gradient) {
      if (g < least) {
        least = g;
      }
      if (g > most) {
        most = g;
      }
    }
    Levels levels = Levels.of(least, most);
    byte[] numbers = new byte[gradient.length];
    for (int p = 0; p < numbers.length; p++) {
      numbers[p] = levels.number(gradient[p]);
    }
    return numbers;
  }

  /** How both parts of a gradient are scaled to 0 to 255, rounded as OpenCV's convertTo does. */
  private record Levels(float scaleUp, float shiftUp, float scaleDown, float shiftDown) {
    static Levels of(float least, float most) {
      float from = Math.max(least, 0);
      float to = Math.min(most, 0);
      return new Levels(
          (float) (LEVELS / ((double) most - from)),
          (float) (-LEVELS * from / ((double) most - from)),
          (float) (LEVELS / ((double) to - least)),
          (float) (-LEVELS * least / ((double) to - least)));
    }

    byte number(float g) {
      return g > 0
          ? (byte) (ZERO + bin(Math.fma(g, scaleUp, shiftUp)))
          : bin(Math.fma(g, scaleDown, shiftDown));
    }

    /**
     * The bin of a level.
     *
     * @param level from 0 to 255, or NaN where there is no range
     */
    private static byte bin(float level) {
      return BIN_OF[(int) Math.rint(level)];
    }
  }

  /** Derivatives of all channels: what is counted of a pixel. */
  int maps() {
    return 2 * maps.size();
  }

  /** Bins of all derivatives. */
  int bins() {
    return maps() * BINS;
  }

  /**
   * Counts.
   *
   * @param sizes pixels of each region
   * @return {@code (regions, bins)} pixels of each region in each bin
   */
  int[] count(Segmentation segmentation, int[] sizes) {
    int[] labels = segmentation.labels();
    int[] counts = new int[sizes.length * bins()];
    for (int m = 0; m < maps.size(); m++) {
      int[] numbers = new int[sizes.length * NUMBERS];
      byte[] map = maps.get(m);
      for (int p = 0; p < labels.length; p++) {
        numbers[labels[p] * NUMBERS + map[p]]++;
      }
      for (int r = 0; r < sizes.length; r++) {
        int from = r * NUMBERS;
        int down = r * bins() + 2 * m * BINS;
        int up = down + BINS;
        counts[down + ZERO] = sizes[r];
        counts[up] = sizes[r];
        for (int b = 0; b < ZERO; b++) {
          counts[down + b] = numbers[from + b];
          counts[down + ZERO] -= numbers[from + b];
          counts[up + 1 + b] = numbers[from + BINS + b];
          counts[up] -= numbers[from + BINS + b];
        }
      }
    }
    return counts;
  }
}
