package io.sppdet.proposal;

/**
 * CIE L*a*b* of sRGB under D65, with 8 bits a channel: L* times 2.55, a* and b* plus 128. The
 * tables are made by the standard's formulas, the rest is sums of integers.
 */
final class Lab {
  /** Linear light, from 0 to this. */
  private static final int WHITE = 255 * 8;

  private static final int BITS = 12;
  private static final int ROOT_BITS = 15;
  private static final int ROOT_ONE = 1 << ROOT_BITS;
  private static final int HALF = 1 << (ROOT_BITS - 1);

  /** From red, green, blue to X, Y, Z, each over that of white, with {@link #BITS} digits. */
  private static final int[] TO_XYZ = {
    digits(0.412453 / 0.950456), digits(0.357580 / 0.950456), digits(0.180423 / 0.950456),
    digits(0.212671), digits(0.715160), digits(0.072169),
    digits(0.019334 / 1.088754), digits(0.119193 / 1.088754), digits(0.950227 / 1.088754)
  };

  private static final int[] LINEAR = new int[256];

  /** The cube root that L*a*b* takes of X, Y and Z, with {@link #ROOT_BITS} digits. */
  private static final int[] ROOT = new int[WHITE * 3 / 2];

  private static final int LIGHTNESS = scaled(116);
  private static final int BLACK = (int) ((16L * 255 * ROOT_ONE + 50) / 100);

  static {
    for (int v = 0; v < LINEAR.length; v++) {
      double x = v / 255.0;
      double linear = x <= 0.04045 ? x / 12.92 : StrictMath.pow((x + 0.055) / 1.055, 2.4);
      LINEAR[v] = (int) Math.rint(WHITE * linear);
    }
    for (int i = 0; i < ROOT.length; i++) {
      double x = (double) i / WHITE;
      double root = x < 216.0 / 24389 ? 841.0 / 108 * x + 16.0 / 116 : StrictMath.cbrt(x);
      ROOT[i] = (int) Math.rint(ROOT_ONE * root);
    }
  }

  private Lab() {}

  private static int digits(double value) {
    return (int) Math.rint(value * (1 << BITS));
  }

  /** Hundredths of 255. */
  private static int scaled(int of) {
    return (of * 255 + 50) / 100;
  }

  /** Writes L*, a* and b* of a pixel. */
  static void convert(int red, int green, int blue, byte[][] to, int at) {
    int r = LINEAR[red];
    int g = LINEAR[green];
    int b = LINEAR[blue];
    int x = root(0, r, g, b);
    int y = root(3, r, g, b);
    int z = root(6, r, g, b);
    to[0][at] = level(LIGHTNESS * y - BLACK);
    to[1][at] = level(500 * (x - y) + 128 * ROOT_ONE);
    to[2][at] = level(200 * (y - z) + 128 * ROOT_ONE);
  }

  private static int root(int row, int r, int g, int b) {
    int sum = TO_XYZ[row] * r + TO_XYZ[row + 1] * g + TO_XYZ[row + 2] * b;
    return ROOT[(sum + (1 << (BITS - 1))) >> BITS];
  }

  private static byte level(int value) {
    return (byte) Math.max(0, Math.min(255, (value + HALF) >> ROOT_BITS));
  }
}
