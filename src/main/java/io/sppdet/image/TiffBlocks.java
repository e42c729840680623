package io.sppdet.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The strips or tiles of a TIFF's first page: whether each, as it is or packed by JPEG, Deflate,
 * LZW or PackBits, gives as many bytes as it must hold. libtiff fills up what is missing. Other
 * ways of packing are not looked into, nor is a damage that gives as many bytes.
 *
 * @param columns in pixels
 * @param rows in pixels, of all blocks but those at the end
 * @param row bytes of a row that is not packed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TiffBlocks(byte[] file, TiffDirectory directory, long columns, long rows, long row) {
  private static final int HEADER_BYTES = 8;
  private static final int NONE = 1;
  private static final int LZW = 5;
  private static final int JPEG = 7;
  private static final int DEFLATE = 8;
  private static final int OLD_DEFLATE = 32_946;
  private static final int PACK_BITS = 32_773;
  private static final int YCBCR = 6;

  /** Empty blocks may share their bytes. */
  private static final long MOST_SHARED = 4;

  private static final long MOST_BYTES = 1 << 30;

  /** A last strip that is filled up can be this many times as long as what it must hold. */
  private static final long MOST_FILLED = 100;

  /**
   * Looks through all of them.
   *
   * @throws Flaw if one can't be unpacked
   */
  static void check(byte[] file, TiffDirectory directory) throws Flaw {
    boolean tiled = directory.get(TiffDirectory.TILE_OFFSETS).length > 0;
    long width = directory.first(TiffDirectory.WIDTH, 0);
    long height = directory.first(TiffDirectory.HEIGHT, 0);
    long columns = tiled ? directory.first(TiffDirectory.TILE_WIDTH, 0) : width;
    long rows =
        tiled
            ? directory.first(TiffDirectory.TILE_LENGTH, 0)
            : directory.first(TiffDirectory.ROWS_PER_STRIP, height);
    long bits = directory.first(TiffDirectory.BITS_PER_SAMPLE, 1);
    for (long each : directory.get(TiffDirectory.BITS_PER_SAMPLE)) {
      bits = each == bits ? bits : 0;
    }
    boolean planes = directory.first(TiffDirectory.PLANES, 1) == 2;
    long samples = planes ? 1 : directory.first(TiffDirectory.SAMPLES_PER_PIXEL, 1);
    if (rows <= 0 || columns <= 0 || directory.first(TiffDirectory.FILL_ORDER, 1) != 1) {
      return;
    }
    TiffBlocks blocks =
        new TiffBlocks(file, directory, columns, rows, (columns * bits * samples + 7) / 8);
    if (tiled) {
      blocks.check(TiffDirectory.TILE_OFFSETS, TiffDirectory.TILE_BYTE_COUNTS, 0);
    } else {
      blocks.check(TiffDirectory.STRIP_OFFSETS, TiffDirectory.STRIP_BYTE_COUNTS, height);
    }
  }

  /**
   * @param height of the picture in strips, of which the last may have fewer rows; 0 for tiles
   */
  private void check(int offsetsTag, int countsTag, long height) throws Flaw {
    long[] offsets = directory.get(offsetsTag);
    long[] counts = directory.get(countsTag);
    if (Arrays.stream(counts).sum() > MOST_SHARED * file.length
        || (height == 0 && rows * row > MOST_BYTES)) {
      return; // many for one place, or without end: nothing that should take our time
    }
    long strips = (height + rows - 1) / rows; // of a plane
    for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
      if (counts[i] > 0 && offsets[i] < HEADER_BYTES) {
        throw Flaw.damage("a part of it lies nowhere");
      }
      long there = height == 0 ? rows : Math.min(rows, height - i % Math.max(1, strips) * rows);
      if (counts[i] > 0 && offsets[i] + counts[i] <= file.length && there > 0) {
        check(
            ByteBuffer.wrap(file, (int) offsets[i], (int) counts[i]).slice(),
            there,
            offsets.length);
      }
    }
  }

  /**
   * @param there rows that the block holds
   * @param blocks all there are: the bytes of a single strip, if they are not packed, libtiff
   *     counts itself
   */
  private void check(ByteBuffer packed, long there, int blocks) throws Flaw {
    boolean subsampled = directory.first(TiffDirectory.PHOTOMETRIC, 0) == YCBCR;
    int packing = (int) directory.first(TiffDirectory.COMPRESSION, 1);
    if (packing == JPEG) {
      byte[] jpeg = jpeg(packed);
      FileStructure block = FileStructure.of(ImageFormat.JPEG, jpeg);
      if (block.width() > columns || block.height() > (rows > MOST_FILLED * there ? there : rows)) {
        throw Flaw.damage("a part of it is of another size");
      }
      new JpegPixels(jpeg).sound();
    } else if (!subsampled
        && !(packing == NONE && blocks == 1)
        && !isWhole(packing, packed, there * row)) {
      throw Flaw.damage("its pixels can't be unpacked");
    }
  }

  /**
   * @param expected bytes; the last strip may all the same be filled up to all rows
   */
  private boolean isWhole(int packing, ByteBuffer packed, long expected) {
    return switch (packing) {
      case NONE -> packed.remaining() >= expected;
      case DEFLATE, OLD_DEFLATE -> inflates(packed, expected);
      case PACK_BITS -> isPackBits(packed, expected);
      case LZW -> isOfOldLzw(packed) || isLzw(new TiffCodes(packed), expected);
      default -> true;
    };
  }

  /** With the tables that all strips have in common (TIFF Technical Note 2). */
  private byte[] jpeg(ByteBuffer packed) {
    byte[] tables = directory.bytes(TiffDirectory.JPEG_TABLES);
    if (tables.length < 4 || packed.limit() < 2) {
      byte[] alone = new byte[packed.limit()];
      packed.get(alone);
      return alone;
    }
    ByteBuffer whole = ByteBuffer.allocate(tables.length - 2 + packed.limit() - 2);
    whole.put(tables, 0, tables.length - 2); // but its end
    whole.put(packed.position(2)); // but its start
    return whole.array();
  }

  /** Whether as many bytes come as there must be, and their checksum is right. */
  private boolean inflates(ByteBuffer packed, long expected) {
    long most = rows * row <= MOST_FILLED * expected ? rows * row : expected;
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] block = new byte[1 << 14];
      long found = 0;
      for (int count = 1; count > 0 && found <= most; found += count) {
        count = inflater.inflate(block);
      }
      return found == expected || found == most;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /** Whether a run ends where the block does (TIFF 6.0, section 9). */
  private boolean isPackBits(ByteBuffer packed, long expected) {
    long found = 0;
    boolean whole = false;
    while (found < rows * row && packed.hasRemaining()) {
      int n = packed.get();
      if (n >= 0) {
        int literal = Math.min(n + 1, packed.remaining());
        packed.position(packed.position() + literal);
        found += literal;
      } else if (n != Byte.MIN_VALUE && packed.hasRemaining()) {
        packed.get();
        found += 1 - n;
      }
      whole |= found == expected || found == rows * row;
    }
    return whole;
  }

  /** Before version 5 codes began with the lowest bit. */
  private static boolean isOfOldLzw(ByteBuffer packed) {
    return packed.limit() > 1 && packed.get(0) == 0 && (packed.get(1) & 1) == 1;
  }

  /** Whether a string ends where the block does (TIFF 6.0, section 13). */
  private boolean isLzw(TiffCodes codes, long expected) {
    long found = 0;
    boolean whole = false;
    int length = 1;
    while (found < rows * row && length > 0) {
      length = codes.next();
      found += Math.max(length, 0);
      whole |= found == expected || found == rows * row;
    }
    return whole;
  }
}
