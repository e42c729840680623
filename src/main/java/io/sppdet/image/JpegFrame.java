package io.sppdet.image;

import java.util.ArrayList;
import java.util.List;

/**
 * What the frame header of a JPEG file tells (ITU-T T.81, section B.2.2).
 *
 * @param kind by the last digits of the marker, table B.1: 0 and 1 sequential, 2 progressive, both
 *     with Huffman codes; then lossless and hierarchical, and from 9 on with arithmetic coding
 * @param columns of MCUs, the units in which components are interleaved
 * @param rows of MCUs
 */
record JpegFrame(int kind, long columns, long rows, List<Component> components) {
  static final int PROGRESSIVE = 2;
  private static final int ARITHMETIC = 9;
  private static final int BLOCK = 8;
  private static final int MOST_COMPONENTS = 4;
  private static final int MOST_BLOCKS = 4; // of an MCU, along one side

  /**
   * A component, mostly a colour.
   *
   * @param id by which scans name it
   * @param blocks of 8×8 samples in an MCU
   * @param columns of blocks that hold samples of the picture
   * @param rows of blocks that hold samples of the picture
   */
  record Component(int id, int blocks, long columns, long rows) {}

  /** Reads the segment's data. */
  static JpegFrame read(int marker, ByteCursor in) throws Flaw {
    in.skip(1); // bits a sample
    long height = in.u16();
    long width = in.u16();
    int count = in.u8();
    int[] ids = new int[count];
    int[] across = new int[count];
    int[] down = new int[count];
    int mostAcross = 1;
    int mostDown = 1;
    for (int i = 0; i < count; i++) {
      ids[i] = in.u8();
      int sampling = in.u8();
      across[i] = sampling >> 4;
      down[i] = sampling & 15;
      mostAcross = Math.max(mostAcross, across[i]);
      mostDown = Math.max(mostDown, down[i]);
      in.skip(1); // quantization table
      if (across[i] < 1 || down[i] < 1) {
        throw nonsense();
      }
    }
    if (count < 1 || count > MOST_COMPONENTS || Math.max(mostAcross, mostDown) > MOST_BLOCKS) {
      throw nonsense();
    }
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long columns = ceil(ceil(width * across[i], mostAcross), BLOCK);
      long rows = ceil(ceil(height * down[i], mostDown), BLOCK);
      components.add(new Component(ids[i], across[i] * down[i], columns, rows));
    }
    return new JpegFrame(
        marker - JpegMarker.SOF0,
        ceil(width, (long) BLOCK * mostAcross),
        ceil(height, (long) BLOCK * mostDown),
        components);
  }

  boolean isProgressive() {
    return kind == PROGRESSIVE;
  }

  boolean isArithmetic() {
    return kind >= ARITHMETIC;
  }

  private static Flaw nonsense() {
    return Flaw.damage("its header makes no sense");
  }

  private static long ceil(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
