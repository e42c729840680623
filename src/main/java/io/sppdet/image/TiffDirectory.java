package io.sppdet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The first directory of a TIFF file or of an EXIF block, which is a TIFF without pixels. Whole
 * numbers may have one byte, two or four, whatever the tag (TIFF 6.0, section 2); an entry that
 * makes no sense costs no other.
 */
final class TiffDirectory {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int PLANES = 284;
  static final int TILE_WIDTH = 322;
  static final int TILE_LENGTH = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_TABLES = 347;

  /** Only these are kept, once: a hostile directory can list all of the file 65,535 times. */
  private static final Set<Integer> KNOWN =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS_PER_SAMPLE,
          COMPRESSION,
          PHOTOMETRIC,
          FILL_ORDER,
          STRIP_OFFSETS,
          ORIENTATION,
          SAMPLES_PER_PIXEL,
          ROWS_PER_STRIP,
          STRIP_BYTE_COUNTS,
          PLANES,
          TILE_WIDTH,
          TILE_LENGTH,
          TILE_OFFSETS,
          TILE_BYTE_COUNTS,
          EXTRA_SAMPLES,
          SAMPLE_FORMAT,
          JPEG_TABLES);

  private static final int ENTRY_BYTES = 12;

  private static final int BYTE = 1;
  private static final int UNDEFINED = 7; // bytes of no common meaning
  static final int SHORT = 3;
  private static final int LONG = 4;

  private final Map<Integer, long[]> values = new HashMap<>();
  private final List<Integer> orientations = new ArrayList<>();
  private boolean cut;

  /**
   * @throws BufferUnderflowException if the directory lies beyond the end
   */
  TiffDirectory(byte[] tiff) {
    ByteBuffer in = ByteBuffer.wrap(tiff);
    in.order(in.get() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    seek(in, 4);
    seek(in, Integer.toUnsignedLong(in.getInt()));
    int entries = Short.toUnsignedInt(in.getShort());
    cut = entries * ENTRY_BYTES > in.remaining();
    entries = Math.min(entries, in.remaining() / ENTRY_BYTES);
    for (int i = 0, at = in.position(); i < entries; i++) {
      readEntry(in.position(at + i * ENTRY_BYTES));
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

  /** The bytes of a tag; empty if it is absent. */
  byte[] bytes(int tag) {
    long[] numbers = get(tag);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }

  /** 1 to 8, if the file has one of these. */
  OptionalInt orientation() {
    long value = first(ORIENTATION, 0);
    return value >= 1 && value <= 8 ? OptionalInt.of((int) value) : OptionalInt.empty();
  }

  /** Where the entries of an orientation lie. */
  List<Integer> orientations() {
    return orientations;
  }

  /** Whether entries, or numbers of one kept here, lie beyond the end. */
  boolean isCut() {
    return cut;
  }

  private void readEntry(ByteBuffer in) {
    int entry = in.position();
    int tag = Short.toUnsignedInt(in.getShort());
    if (tag == ORIENTATION) {
      orientations.add(entry);
    }
    int type = Short.toUnsignedInt(in.getShort());
    int size = tag == JPEG_TABLES && type == UNDEFINED ? 1 : size(type);
    long count = Integer.toUnsignedLong(in.getInt());
    if (size == 0 || count == 0 || !KNOWN.contains(tag) || values.containsKey(tag)) {
      return;
    }
    long from = count * size <= 4 ? in.position() : Integer.toUnsignedLong(in.getInt());
    if (from + count * size > in.limit()) {
      cut = true;
      return;
    }
    in.position((int) from);
    long[] numbers = new long[(int) count];
    Arrays.setAll(numbers, k -> number(in, size));
    values.put(tag, numbers);
  }

  /** Bytes of a number of a type; 0 of one that is not whole. */
  private static int size(int type) {
    return switch (type) {
      case BYTE -> 1;
      case SHORT -> 2;
      case LONG -> 4;
      default -> 0;
    };
  }

  private static long number(ByteBuffer in, int size) {
    return switch (size) {
      case 1 -> Byte.toUnsignedLong(in.get());
      case 2 -> Short.toUnsignedLong(in.getShort());
      default -> Integer.toUnsignedLong(in.getInt());
    };
  }

  private static void seek(ByteBuffer in, long position) {
    if (position > in.limit()) {
      throw new BufferUnderflowException();
    }
    in.position((int) position);
  }
}
