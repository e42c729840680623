package io.sppdet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The first directory of a TIFF file or of an EXIF block, which is a TIFF without pixels. */
final class TiffDirectory {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;

  /** Only these are kept, once: a hostile directory can list all of the file 65,535 times. */
  private static final Set<Integer> KNOWN =
      Set.of(
          WIDTH,
          HEIGHT,
          STRIP_OFFSETS,
          ORIENTATION,
          STRIP_BYTE_COUNTS,
          TILE_OFFSETS,
          TILE_BYTE_COUNTS);

  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final Map<Integer, long[]> values = new HashMap<>();

  /**
   * @throws BufferUnderflowException if the directory or a value of it lies beyond the end
   */
  TiffDirectory(byte[] tiff) {
    ByteBuffer in = ByteBuffer.wrap(tiff);
    in.order(in.get() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    seek(in, 4);
    seek(in, Integer.toUnsignedLong(in.getInt()));
    int entries = Short.toUnsignedInt(in.getShort());
    for (int i = 0; i < entries; i++) {
      readEntry(in);
    }
  }

  /** The unsigned whole numbers of a tag; empty if it is absent. */
  long[] get(int tag) {
    return values.getOrDefault(tag, new long[0]);
  }

  /** The first number of a tag, or a default. */
  long first(int tag, long absent) {
    long[] all = get(tag);
    return all.length == 0 ? absent : all[0];
  }

  private void readEntry(ByteBuffer in) {
    int tag = Short.toUnsignedInt(in.getShort());
    int type = Short.toUnsignedInt(in.getShort());
    long count = Integer.toUnsignedLong(in.getInt());
    int next = in.position() + 4;
    if (type == SHORT || type == LONG) {
      int size = type == SHORT ? 2 : 4;
      if (count * size > 4) { // too many for the entry itself, which then says where they are
        seek(in, Integer.toUnsignedLong(in.getInt()));
      }
      if (count * size > in.remaining()) {
        throw new BufferUnderflowException();
      }
      if (KNOWN.contains(tag)) {
        values.computeIfAbsent(tag, first -> numbers(in, type, (int) count));
      }
    }
    seek(in, next);
  }

  private static long[] numbers(ByteBuffer in, int type, int count) {
    long[] numbers = new long[count];
    Arrays.setAll(
        numbers,
        k ->
            type == SHORT
                ? Short.toUnsignedLong(in.getShort())
                : Integer.toUnsignedLong(in.getInt()));
    return numbers;
  }

  private static void seek(ByteBuffer in, long position) {
    if (position > in.limit()) {
      throw new BufferUnderflowException();
    }
    in.position((int) position);
  }
}
