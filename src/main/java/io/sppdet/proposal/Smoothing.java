package io.sppdet.proposal;

/**
 * Gaussian smoothing with σ = 0.8 pixels, by integers; at the border the image is mirrored around
 * its outermost pixels. Beyond two pixels lies a thousandth of the weight, which is left out.
 */
final class Smoothing {
  /** Binary digits that a smoothed value has after the point. */
  static final int FRACTION = 6;

  private static final int RADIUS = 2;
  private static final int BITS = 12;

  /** exp(−x² / 2σ²) at 0, 1 and 2 pixels, of a sum of 2¹²; both sides count. */
  private static final int[] WEIGHTS = {2044, 936, 90};

  private static final int ACROSS = 4; // digits dropped after the first pass: 20 become 16
  private static final int DOWN = 2 * BITS - ACROSS - FRACTION;

  private Smoothing() {}

  /** {@code (height, width)} values times 2⁶. */
  static int[] of(byte[] plane, int width, int height) {
    int[] smooth = new int[plane.length];
    int[][] rows = new int[2 * RADIUS + 1][width]; // of the first pass, by their number modulo 5
    int[] padded = new int[width + 2 * RADIUS];
    int done = 0;
    for (int y = 0; y < height; y++) {
      for (; done <= Math.min(y + RADIUS, height - 1); done++) {
        pad(plane, done * width, padded, width);
        across(padded, rows[done % rows.length]);
      }
      down(
          row(rows, y - 2, height),
          row(rows, y - 1, height),
          row(rows, y, height),
          row(rows, y + 1, height),
          row(rows, y + 2, height),
          smooth,
          y * width);
    }
    return smooth;
  }

  private static int[] row(int[][] rows, int y, int height) {
    return rows[mirrored(y, height) % rows.length];
  }

  /** The place inside that stands for one beyond the ends. */
  static int mirrored(int place, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int inside = Math.floorMod(place, period);
    return inside < length ? inside : period - inside;
  }

  private static void pad(byte[] plane, int at, int[] padded, int width) {
    for (int x = 0; x < width; x++) {
      padded[x + RADIUS] = plane[at + x] & 0xFF;
    }
    for (int i = 1; i <= RADIUS; i++) {
      padded[RADIUS - i] = plane[at + mirrored(-i, width)] & 0xFF;
      padded[RADIUS + width - 1 + i] = plane[at + mirrored(width - 1 + i, width)] & 0xFF;
    }
  }

  private static void across(int[] padded, int[] to) {
    for (int x = 0; x < to.length; x++) {
      to[x] =
          (WEIGHTS[0] * padded[x + 2]
                  + WEIGHTS[1] * (padded[x + 1] + padded[x + 3])
                  + WEIGHTS[2] * (padded[x] + padded[x + 4])
                  + (1 << (ACROSS - 1)))
              >> ACROSS;
    }
  }

  private static void down(int[] a, int[] b, int[] c, int[] d, int[] e, int[] to, int at) {
    for (int x = 0; x < c.length; x++) {
      to[at + x] =
          (WEIGHTS[0] * c[x]
                  + WEIGHTS[1] * (b[x] + d[x])
                  + WEIGHTS[2] * (a[x] + e[x])
                  + (1 << (DOWN - 1)))
              >> DOWN;
    }
  }
}
