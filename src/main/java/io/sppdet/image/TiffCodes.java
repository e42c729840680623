package io.sppdet.image;

import java.nio.ByteBuffer;

/** The codes of TIFF's LZW, of which each stands for a string that an earlier one began. */
final class TiffCodes {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST_FREE = 258;
  private static final int FEWEST_BITS = 9;
  private static final int MOST_BITS = 12;

  private final ByteBuffer packed;
  private final int[] lengths = new int[1 << MOST_BITS];
  private int free = FIRST_FREE;
  private int bits = FEWEST_BITS;

  /** Of the string before; 0 behind a clear code. */
  private int before;

  private int read;
  private int unread;

  TiffCodes(ByteBuffer packed) {
    this.packed = packed;
  }

  /** The length of the next string; 0 at the end, −1 where a code stands for nothing. */
  int next() {
    int code = code();
    while (code == CLEAR) {
      free = FIRST_FREE;
      bits = FEWEST_BITS;
      before = 0;
      code = code();
    }
    if (code == END) {
      return 0;
    }
    if (before > 0) {
      if (free < lengths.length) {
        lengths[free] = before + 1;
      }
      free++;
      if (free > (1 << bits) - 2 && bits < MOST_BITS) {
        bits++;
      }
    }
    if (code >= CLEAR && (before == 0 || code >= free)) {
      return -1;
    }
    before = code < CLEAR ? 1 : lengths[code];
    return before;
  }

  /** The highest bit first; the end where the data end. */
  private int code() {
    while (unread < bits) {
      if (!packed.hasRemaining()) {
        return END;
      }
      read = (read << Byte.SIZE | Byte.toUnsignedInt(packed.get())) & 0xFFFFFF;
      unread += Byte.SIZE;
    }
    unread -= bits;
    return read >> unread & ((1 << bits) - 1);
  }
}
