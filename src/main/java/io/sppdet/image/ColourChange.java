package io.sppdet.image;

import java.util.Random;

/**
 * Other colours, as another camera or other light gives: each a factor, 1 for no change, in this
 * order. As {@code Color}, {@code Contrast} and {@code Brightness} of Pillow's {@code
 * ImageEnhance}, but rounded once, at the end.
 *
 * @param saturation of what tells a pixel from its grey
 * @param contrast of what tells a pixel from the mean grey of the image
 * @param brightness of all
 */
public record ColourChange(double saturation, double contrast, double brightness) {

  /** Factors of up to {@code most} above or below 1. */
  public static ColourChange random(Random random, double most) {
    return new ColourChange(factor(random, most), factor(random, most), factor(random, most));
  }

  private static double factor(Random random, double most) {
    return 1 + most * (2 * random.nextDouble() - 1);
  }

  /** A new image of the same size. */
  public Image of(Image image) {
    byte[] rgb = image.rgb();
    double sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += grey(rgb, i);
    }
    double mean = 3 * sum / rgb.length;
    byte[] changed = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      double grey = grey(rgb, i);
      for (int c = i; c < i + 3; c++) {
        double value = grey + saturation * ((rgb[c] & 255) - grey);
        value = brightness * (mean + contrast * (value - mean));
        changed[c] = (byte) Math.max(0, Math.min(255, Math.round(value)));
      }
    }
    return new Image(image.file(), image.width(), image.height(), changed);
  }

  /** ITU-R 601-2, as Pillow's mode L. */
  private static double grey(byte[] rgb, int i) {
    return 0.299 * (rgb[i] & 255) + 0.587 * (rgb[i + 1] & 255) + 0.114 * (rgb[i + 2] & 255);
  }
}
