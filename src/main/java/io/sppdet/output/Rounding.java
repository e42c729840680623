package io.sppdet.output;

/** Numbers rounded to the digits a reader needs. */
final class Rounding {
  private Rounding() {}

  /** A score or a share of a side: to a millionth. */
  static double share(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  /** A length or place in pixels: to a hundredth. */
  static double pixels(double value) {
    return Math.round(value * 1e2) / 1e2;
  }

  /** To a tenth. */
  static double milliseconds(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
