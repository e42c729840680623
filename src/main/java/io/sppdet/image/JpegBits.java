package io.sppdet.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of entropy-coded data, without the zeros stuffed in, from one marker to the next.
 * Reading runs on behind the last bit, within {@link #MARGIN}; {@link #isBeyond} tells.
 */
final class JpegBits {
  /** Bytes behind the last one that reading may touch: the longest block, 64 × 31 bits. */
  static final int MARGIN = 512;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] data;
  private int length;
  private long at;

  /**
   * @param most bytes there will ever be
   */
  JpegBits(int most) {
    data = new byte[most + MARGIN];
  }

  /** Takes the data up to the next marker that is there, and moves the cursor to it. */
  void fill(ByteCursor in) {
    byte[] file = in.bytes();
    int from = in.position();
    at = 0;
    length = 0;
    while (from + 1 < file.length) {
      byte next = file[from++];
      if (next == (byte) 0xFF) {
        if (file[from] == (byte) 0xFF) {
          continue; // a fill byte
        } else if (file[from] != 0) {
          in.seek(from - 1L);
          return;
        }
        from++;
      }
      data[length++] = next;
    }
    in.seek(file.length + 1L); // which is beyond its end
  }

  /** Bits read so far. */
  long at() {
    return at;
  }

  void at(long bit) {
    at = bit;
  }

  byte[] data() {
    return data;
  }

  /** The 16 bits from a place on. */
  static int next16(byte[] data, long bit) {
    return ((int) INTS.get(data, (int) (bit >>> 3)) << ((int) bit & 7)) >>> 16;
  }

  /** Reads a number of up to 16 bits. */
  int read(int count) {
    int number = next16(data, at) >>> (16 - count);
    at += count;
    return number;
  }

  /** Whether reading ran on behind the end. */
  boolean isBeyond() {
    return at > 8L * length;
  }

  /** Whole bytes that have not been read. */
  int unread() {
    return length - (int) ((at + 7) >>> 3);
  }
}
