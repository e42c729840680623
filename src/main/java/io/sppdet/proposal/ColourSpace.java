package io.sppdet.proposal;

import io.sppdet.image.Image;
import java.util.List;

/**
 * The colour spaces that are searched (Uijlings et al. 2013, section 3.2.1), in integers, so that
 * they are the same on every processor. HSV and grey are OpenCV's to the digit, Lab but for
 * rounding.
 */
enum ColourSpace {
  /** Hue in steps of 2°, saturation, value. */
  HSV {
    @Override
    Planes of(Image image) {
      return converted(image, ColourSpace::hsv);
    }
  },
  LAB {
    @Override
    Planes of(Image image) {
      return converted(image, Lab::convert);
    }
  },
  GREY {
    @Override
    Planes of(Image image) {
      return new Planes(image.width(), image.height(), List.of(grey(image)));
    }
  },
  /** Blue alone, which is what OpenCV makes of the paper's hue: it overwrites that plane. */
  BLUE {
    @Override
    Planes of(Image image) {
      return new Planes(image.width(), image.height(), List.of(channel(image, 2)));
    }
  },
  /** Red, green and intensity. */
  RGI {
    @Override
    Planes of(Image image) {
      List<byte[]> channels = List.of(channel(image, 0), channel(image, 1), grey(image));
      return new Planes(image.width(), image.height(), channels);
    }
  };

  private static final int BITS = 12;
  private static final int HALF = 1 << (BITS - 1);
  private static final int TURN = 180;

  /** 255 / i and 30 / i with {@link #BITS} binary digits. */
  private static final int[] SATURATION = shares(255);

  private static final int[] HUE = shares(TURN / 6.0);

  private static int[] shares(double of) {
    int[] shares = new int[256];
    for (int i = 1; i < shares.length; i++) {
      shares[i] = (int) Math.rint(of * (1 << BITS) / i);
    }
    return shares;
  }

  /** The image, 8 bits a channel, in this space. */
  abstract Planes of(Image image);

  /** Writes three channels of a pixel. */
  private interface Conversion {
    void convert(int red, int green, int blue, byte[][] to, int at);
  }

  private static Planes converted(Image image, Conversion conversion) {
    byte[] rgb = image.rgb();
    byte[][] planes = new byte[3][rgb.length / 3];
    for (int p = 0, i = 0; i < rgb.length; p++, i += 3) {
      conversion.convert(rgb[i] & 0xFF, rgb[i + 1] & 0xFF, rgb[i + 2] & 0xFF, planes, p);
    }
    return new Planes(image.width(), image.height(), List.of(planes));
  }

  private static void hsv(int red, int green, int blue, byte[][] to, int at) {
    int value = Math.max(red, Math.max(green, blue));
    int range = value - Math.min(red, Math.min(green, blue));
    int sixths; // from red on, in units of range
    if (value == red) {
      sixths = green - blue;
    } else if (value == green) {
      sixths = blue - red + 2 * range;
    } else {
      sixths = red - green + 4 * range;
    }
    int hue = (sixths * HUE[range] + HALF) >> BITS;
    to[0][at] = (byte) (hue < 0 ? hue + TURN : hue);
    to[1][at] = (byte) ((range * SATURATION[value] + HALF) >> BITS);
    to[2][at] = (byte) value;
  }

  /** Luma of ITU-R BT.601: 0.299, 0.587 and 0.114 with 15 binary digits. */
  private static byte[] grey(Image image) {
    byte[] rgb = image.rgb();
    byte[] grey = new byte[rgb.length / 3];
    for (int p = 0, i = 0; p < grey.length; p++, i += 3) {
      int sum = 9798 * (rgb[i] & 0xFF) + 19235 * (rgb[i + 1] & 0xFF) + 3735 * (rgb[i + 2] & 0xFF);
      grey[p] = (byte) ((sum + (1 << 14)) >> 15);
    }
    return grey;
  }

  private static byte[] channel(Image image, int number) {
    byte[] rgb = image.rgb();
    byte[] channel = new byte[rgb.length / 3];
    for (int p = 0, i = number; p < channel.length; p++, i += 3) {
      channel[p] = rgb[i];
    }
    return channel;
  }
}
