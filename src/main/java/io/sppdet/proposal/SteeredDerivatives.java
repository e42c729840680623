package io.sppdet.proposal;

import java.util.ArrayList;
import java.util.List;

/**
 * Scharr's derivatives along x and y, their sum and their difference, in integers; at the border
 * the image is mirrored around its outermost pixels.
 */
final class SteeredDerivatives {
  private static final int SIDE = 3;
  private static final int MIDDLE = 10;

  private final int width;
  private final int height;
  private final byte[] plane;
  private final short[] dx;
  private final short[] dy;

  /** Derives one channel, {@code (height, width)}. */
  SteeredDerivatives(byte[] plane, int width, int height) {
    this.width = width;
    this.height = height;
    this.plane = plane;
    this.dx = new short[plane.length];
    this.dy = new short[plane.length];
    derive();
  }

  /** The derivatives of an image, four a channel, as numbers of their bins. */
  static TextureBins of(Planes image) {
    List<byte[]> maps = new ArrayList<>();
    for (byte[] plane : image.channels()) {
      SteeredDerivatives of = new SteeredDerivatives(plane, image.width(), image.height());
      maps.add(TextureBins.quantise(of.alongX()));
      maps.add(TextureBins.quantise(of.alongY()));
      maps.add(TextureBins.quantise(of.rising()));
      maps.add(TextureBins.quantise(of.falling()));
    }
    return new TextureBins(maps);
  }

  private void derive() {
    int[] above = new int[width + 2];
    int[] here = new int[width + 2];
    int[] below = new int[width + 2];
    row(Smoothing.mirrored(-1, height), above);
    row(0, here);
    for (int y = 0; y < height; y++) {
      row(Smoothing.mirrored(y + 1, height), below);
      derive(above, here, below, y * width);
      int[] free = above;
      above = here;
      here = below;
      below = free;
    }
  }

  /** A row with a pixel more at each end. */
  private void row(int y, int[] to) {
    int at = y * width;
    for (int x = 0; x < width; x++) {
      to[x + 1] = plane[at + x] & 0xFF;
    }
    to[0] = plane[at + Smoothing.mirrored(-1, width)] & 0xFF;
    to[width + 1] = plane[at + Smoothing.mirrored(width, width)] & 0xFF;
  }

  private void derive(int[] above, int[] here, int[] below, int at) {
    for (int x = 0; x < width; x++) {
      int falling = below[x + 2] - above[x];
      int rising = below[x] - above[x + 2];
      dx[at + x] = (short) (SIDE * (falling - rising) + MIDDLE * (here[x + 2] - here[x]));
      dy[at + x] = (short) (SIDE * (falling + rising) + MIDDLE * (below[x + 1] - above[x + 1]));
    }
  }

  short[] alongX() {
    return dx;
  }

  short[] alongY() {
    return dy;
  }

  private short[] rising() {
    short[] rising = new short[dx.length];
    for (int p = 0; p < dx.length; p++) { // at most 2 · 16 · 255
      rising[p] = (short) (dx[p] + dy[p]);
    }
    return rising;
  }

  private short[] falling() {
    short[] falling = new short[dx.length];
    for (int p = 0; p < dx.length; p++) {
      falling[p] = (short) (dy[p] - dx[p]);
    }
    return falling;
  }
}
