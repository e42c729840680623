package io.sppdet.image;

import java.util.Arrays;
import java.util.List;

/**
 * What the first chunk of a PNG file, IHDR, tells.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bits of a sample
 * @param colour 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha
 * @param interlaced whether the pixels come in the seven passes of Adam7
 */
record PngHeader(long width, long height, int bits, int colour, boolean interlaced) {
  static final int BYTES = 13;
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;

  private static final int[] SAMPLES_BY_COLOUR = {1, 0, 3, 1, 2, 0, 4};
  private static final List<List<Integer>> BITS_BY_COLOUR =
      List.of(
          List.of(1, 2, 4, 8, 16),
          List.of(),
          List.of(8, 16),
          List.of(1, 2, 4, 8),
          List.of(8, 16),
          List.of(),
          List.of(8, 16));

  /** First column and row, and steps, of the passes of Adam7 (PNG specification, section 8.2). */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  /**
   * A pass over the picture.
   *
   * @param rowBytes of a packed row, with the byte before it that names its filter
   * @param rows at least one
   */
  record Pass(long rowBytes, long rows) {}

  /** Reads the chunk's data. */
  static PngHeader read(ByteCursor in) throws Flaw {
    long width = in.u32();
    long height = in.u32();
    int bits = in.u8();
    int colour = in.u8();
    int packing = in.u8();
    int filtering = in.u8();
    int interlacing = in.u8();
    if (colour >= BITS_BY_COLOUR.size()
        || !BITS_BY_COLOUR.get(colour).contains(bits)
        || packing != 0
        || filtering != 0
        || interlacing > 1) {
      throw Flaw.damage("its header makes no sense");
    }
    return new PngHeader(width, height, bits, colour, interlacing == 1);
  }

  boolean hasAlpha() {
    return (colour & 4) != 0;
  }

  /** The passes that have any pixel, in order. */
  List<Pass> passes() {
    if (!interlaced) {
      return List.of(pass(width, height));
    }
    return Arrays.stream(PASSES)
        .map(p -> pass((width - p[0] + p[2] - 1) / p[2], (height - p[1] + p[3] - 1) / p[3]))
        .filter(pass -> pass.rowBytes() > 1 && pass.rows() > 0)
        .toList();
  }

  private Pass pass(long columns, long rows) {
    long pixel = (long) bits * SAMPLES_BY_COLOUR[colour];
    return new Pass(1 + (columns * pixel + Byte.SIZE - 1) / Byte.SIZE, rows);
  }
}
