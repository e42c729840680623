package io.sppdet.output;

/** A colour in a picture, each part in [0, 255]. */
record Colour(double red, double green, double blue) {
  static final Colour BLACK = new Colour(0, 0, 0);
  static final Colour WHITE = new Colour(255, 255, 255);

  /** Hues this far apart, of 1 for the whole circle, spread evenly however many are drawn. */
  private static final double GOLDEN_ANGLE = 0.381966;

  /** Below 1, so that blue, dark by nature, shows on dark ground. */
  private static final double SATURATION = 0.85;

  private static final double[] BRIGHTNESS = {1, 0.7, 0.85};

  /** A colour for a class; it depends on nothing but the number. */
  static Colour ofClass(int classId) {
    double hue = classId * GOLDEN_ANGLE % 1;
    double value = 255 * BRIGHTNESS[Math.floorMod(classId, BRIGHTNESS.length)];
    return new Colour(
        value * share(hue + 1.0 / 3), value * share(hue), value * share(hue - 1.0 / 3));
  }

  /** Black or white, whichever is easier to read on this colour. */
  Colour contrasting() {
    double luma = 0.299 * red + 0.587 * green + 0.114 * blue; // ITU-R BT.601
    return luma > 140 ? BLACK : WHITE;
  }

  /** As style sheets write it. */
  String css() {
    return String.format("#%02x%02x%02x", Math.round(red), Math.round(green), Math.round(blue));
  }

  /** How much green a hue holds, in [0, 1]: a trapezium around a third of the circle. */
  private static double share(double hue) {
    double distance = Math.abs(hue - 1.0 / 3 - Math.rint(hue - 1.0 / 3));
    return 1 - SATURATION + SATURATION * Math.min(Math.max(2 - 6 * distance, 0), 1);
  }
}
