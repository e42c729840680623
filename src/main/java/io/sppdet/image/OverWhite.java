package io.sppdet.image;

/** Puts transparent pixels over white. Pixels come as OpenCV has them: B, G, R, alpha. */
final class OverWhite {
  private static final int WHITE = 255;

  private OverWhite() {}

  /**
   * Blends by alpha.
   *
   * @param bgra 8 bits a sample
   * @param multiplied whether the colours have been multiplied by alpha
   */
  static byte[] rgb(byte[] bgra, boolean multiplied) {
    byte[] rgb = new byte[bgra.length / 4 * 3];
    for (int from = 0, to = 0; from < bgra.length; from += 4) {
      int alpha = Byte.toUnsignedInt(bgra[from + 3]);
      for (int channel = 2; channel >= 0; channel--) {
        int colour = Byte.toUnsignedInt(bgra[from + channel]);
        int share = multiplied ? colour : (colour * alpha + 127) / 255;
        rgb[to++] = (byte) Math.min(share + WHITE - alpha, WHITE);
      }
    }
    return rgb;
  }

  /**
   * Makes one colour white.
   *
   * @param pixels grey or B, G, R
   * @param channels 1 or 3
   * @param wide whether a sample has 16 bits, the low byte first, which are rounded to 8
   * @param transparent the colour, grey or R, G, B, in the range of the samples
   */
  static byte[] rgb(byte[] pixels, int channels, boolean wide, int[] transparent) {
    int bytes = wide ? 2 : 1;
    int count = pixels.length / (channels * bytes);
    byte[] rgb = new byte[3 * count];
    for (int i = 0; i < count; i++) {
      boolean equal = true;
      for (int channel = 0; channel < 3; channel++) {
        int at = (i * channels + (channels == 1 ? 0 : 2 - channel)) * bytes;
        int sample = Byte.toUnsignedInt(pixels[at]);
        if (wide) {
          sample += Byte.toUnsignedInt(pixels[at + 1]) << 8;
        }
        equal &= sample == transparent[transparent.length == 1 ? 0 : channel];
        rgb[3 * i + channel] = (byte) (wide ? (sample + 128) / 257 : sample);
      }
      if (equal) {
        rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = (byte) WHITE;
      }
    }
    return rgb;
  }
}
