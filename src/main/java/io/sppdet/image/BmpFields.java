package io.sppdet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pixels of a BMP whose header tells by masks which bits are a colour, and which are alpha. OpenCV
 * takes all of 32 bits for blue, green and red, whatever the masks are.
 *
 * @param bits of a pixel, 16 or 32
 * @param alpha 0 where there is none
 */
record BmpFields(int bits, long red, long green, long blue, long alpha) {
  private static final int WHITE = 255;

  /**
   * Reads the masks.
   *
   * @param in at the first
   * @param hasAlpha whether there are four
   */
  static BmpFields read(ByteCursor in, int bits, boolean hasAlpha) {
    return new BmpFields(bits, in.u32(), in.u32(), in.u32(), hasAlpha ? in.u32() : 0);
  }

  /** Whether OpenCV reads them as they are meant. */
  boolean areUsual() {
    return alpha == 0
        && (bits == Integer.SIZE
            ? are(0xFF0000, 0xFF00, 0xFF)
            : are(0x7C00, 0x3E0, 0x1F) || are(0xF800, 0x7E0, 0x1F));
  }

  private boolean are(int r, int g, int b) {
    return red == r && green == g && blue == b;
  }

  /**
   * The picture, with transparent pixels over white, as a PPM file.
   *
   * @param start where the first row lies
   * @param height negative where that is the topmost
   */
  byte[] ppm(byte[] file, int start, int width, int height) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int rows = Math.abs(height);
    int rowBytes = width * (bits / Byte.SIZE);
    int stride = (rowBytes + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
    boolean blended = isAnyOpaque(in, start, width, rows, stride);
    Ppm ppm = new Ppm(width, rows);
    for (int y = 0; y < rows; y++) {
      int row = start + (height < 0 ? y : rows - 1 - y) * stride;
      for (int x = 0; x < width; x++) {
        long pixel = pixel(in, row, x);
        int opaque = blended ? sample(pixel, alpha) : WHITE;
        for (long mask : new long[] {red, green, blue}) {
          ppm.put((sample(pixel, mask) * opaque + 127) / WHITE + WHITE - opaque);
        }
      }
    }
    return ppm.file();
  }

  /** Many programs leave an alpha that they do not know at 0, and browsers then see none. */
  private boolean isAnyOpaque(ByteBuffer in, int start, int width, int rows, int stride) {
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < width; x++) {
        if ((pixel(in, start + y * stride, x) & alpha) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private long pixel(ByteBuffer in, int row, int x) {
    return bits == Integer.SIZE
        ? Integer.toUnsignedLong(in.getInt(row + x * Integer.BYTES))
        : Short.toUnsignedLong(in.getShort(row + x * Short.BYTES));
  }

  /** The bits of a mask, from 0 to 255. */
  private static int sample(long pixel, long mask) {
    if (mask == 0) {
      return 0;
    }
    long most = mask >>> Long.numberOfTrailingZeros(mask);
    long value = (pixel & mask) >>> Long.numberOfTrailingZeros(mask);
    return (int) ((value * WHITE + most / 2) / most);
  }
}
