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
   * @param maps for each channel and four directions what {@link #quantise} made of the gradient
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

  /** Bins that a pixel is in: one of each derivative's positive part, one of its negative. */
  int maps() {
    return 2 * maps.size();
  }

  /** Bins of all derivatives. */
  int bins() {
    return maps() * BINS;
  }

  /** Numbers of all derivatives, which are what is counted. */
  int numbers() {
    return maps.size() * NUMBERS;
  }

  /**
   * Counts the numbers of each pixel in the row of its region: four derivatives at a time, since
   * neighbours mostly have the same number, and the next addition would wait for the last.
   *
   * @param counts {@code (regions, stride)}
   * @param offset where the numbers begin in a row
   */
  void count(Segmentation segmentation, int[] counts, int stride, int offset) {
    int[] labels = segmentation.labels();
    for (int m = 0; m < maps.size(); m += 4) {
      byte[] first = maps.get(m);
      byte[] second = maps.get(m + 1);
      byte[] third = maps.get(m + 2);
      byte[] fourth = maps.get(m + 3);
      int start = offset + m * NUMBERS;
      for (int p = 0; p < labels.length; p++) {
        int at = labels[p] * stride + start;
        counts[at + first[p]]++;
        counts[at + NUMBERS + second[p]]++;
        counts[at + 2 * NUMBERS + third[p]]++;
        counts[at + 3 * NUMBERS + fourth[p]]++;
      }
    }
  }

  /**
   * The histogram of a region: of each derivative the bins of its negative part, then those of its
   * positive part.
   *
   * @param counts of its numbers, from {@code from} on
   * @param size its pixels
   * @param one what a pixel counts
   * @param to where the bins are written, from {@code at} on
   */
  void histogram(int[] counts, int from, int size, double one, int[] to, int at) {
    for (int m = 0; m < maps.size(); m++) {
      int number = from + m * NUMBERS;
      int down = at + 2 * m * BINS;
      int up = down + BINS;
      int notDown = size;
      int notUp = size;
      for (int b = 0; b < ZERO; b++) {
        int negative = counts[number + b];
        int positive = counts[number + BINS + b];
        to[down + b] = (int) (negative * one + 0.5);
        to[up + 1 + b] = (int) (positive * one + 0.5);
        notDown -= negative;
        notUp -= positive;
      }
      to[down + ZERO] = (int) (notDown * one + 0.5);
      to[up] = (int) (notUp * one + 0.5);
    }
  }
}
