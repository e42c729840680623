package io.sppdet.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where the pages of a TIFF file begin: a chain of directories, each of which tells the next (TIFF
 * 6.0, section 2). Directories of a smaller version or a mask of another page are no pages.
 */
public final class TiffPages {
  /** A book; a chain can be made endless. */
  static final int MAX_DIRECTORIES = 10_000;

  private static final int SUBFILE_TYPE = 254;
  private static final int SMALLER_VERSION = 1;
  private static final int MASK = 4;
  private static final int ENTRY_BYTES = 12;

  private final SeekableByteChannel in;
  private final ByteOrder order;

  private TiffPages(SeekableByteChannel in, ByteOrder order) {
    this.in = in;
    this.order = order;
  }

  /**
   * The places of the pages' directories; empty when the file is no TIFF. A last one that lies
   * beyond the file's end is among them: reading that page will tell.
   *
   * @throws IOException if the file can't be read, or holds more directories than any book
   */
  public static List<Long> of(SeekableByteChannel in) throws IOException {
    byte[] start = read(in, 0, 8);
    if (start.length < 8 || ImageFormat.of(start).orElse(null) != ImageFormat.TIFF) {
      return List.of();
    }
    ByteOrder order = start[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long first = Integer.toUnsignedLong(ByteBuffer.wrap(start).order(order).getInt(4));
    return new TiffPages(in, order).from(first);
  }

  private List<Long> from(long first) throws IOException {
    List<Long> pages = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long next = first;
    while (next != 0 && seen.add(next)) {
      if (seen.size() > MAX_DIRECTORIES) {
        throw new IOException(String.format(Locale.ROOT, "more than %,d pages", MAX_DIRECTORIES));
      }
      ByteBuffer count = ByteBuffer.wrap(read(in, next, 2)).order(order);
      int entries = count.remaining() < 2 ? 0 : Short.toUnsignedInt(count.getShort());
      byte[] rest = read(in, next + 2, ENTRY_BYTES * entries + 4);
      ByteBuffer directory = ByteBuffer.wrap(rest).order(order);
      if (pages.isEmpty() || isPage(directory)) {
        pages.add(next);
      }
      int link = ENTRY_BYTES * entries;
      next = directory.limit() < link + 4 ? 0 : Integer.toUnsignedLong(directory.getInt(link));
    }
    return pages;
  }

  private static boolean isPage(ByteBuffer directory) {
    for (int at = 0; at + ENTRY_BYTES <= directory.limit(); at += ENTRY_BYTES) {
      if (Short.toUnsignedInt(directory.getShort(at)) == SUBFILE_TYPE) {
        return (directory.getInt(at + 8) & (SMALLER_VERSION | MASK)) == 0;
      }
    }
    return true;
  }

  /** A number of bytes from a place on, fewer where the file ends. */
  private static byte[] read(SeekableByteChannel in, long from, int length) throws IOException {
    if (from >= in.size()) {
      return new byte[0]; // a channel in memory refuses places beyond 2 GB
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    in.position(from);
    while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
