package io.sppdet.proposal;

import io.sppdet.image.Image;
import java.util.Random;

/** Synthetic images with known objects. */
final class Pictures {
  private Pictures() {}

  /** Whether a pixel belongs to the object. */
  interface Shape {
    boolean contains(int x, int y);
  }

  static Image plain(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return new Image("plain", width, height, rgb);
  }

  /** A bright yellow shape on dark grey. */
  static Image bright(int width, int height, Shape shape) {
    Image image = plain(width, height, 40, 40, 45);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (shape.contains(x, y)) {
          int i = 3 * (y * width + x);
          image.rgb()[i] = (byte) 230;
          image.rgb()[i + 1] = (byte) 200;
          image.rgb()[i + 2] = 60;
        }
      }
    }
    return image;
  }

  /** Patches of random colours with noise: many regions to merge. */
  static Image patchwork(int width, int height, long seed) {
    Random random = new Random(seed);
    int cell = 24;
    int cols = width / cell + 1;
    byte[] colours = new byte[3 * cols * (height / cell + 1)];
    random.nextBytes(colours);
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int patch = 3 * (y / cell * cols + x / cell);
        for (int c = 0; c < 3; c++) {
          int value = (colours[patch + c] & 0xff) + random.nextInt(21) - 10;
          rgb[3 * (y * width + x) + c] = (byte) Math.min(Math.max(value, 0), 255);
        }
      }
    }
    return new Image("patchwork", width, height, rgb);
  }
}
