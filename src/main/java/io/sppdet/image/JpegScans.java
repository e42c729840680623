package io.sppdet.image;

import java.util.Arrays;

/**
 * Checks the scans of a JPEG file one after the other: that each holds as many MCUs as the picture
 * needs, and that at the end every coefficient begun has been sent to its last bit.
 */
final class JpegScans {
  private static final int TABLES = 4;
  private static final int COEFFICIENTS = 64;
  private static final int NOT_SENT = -1;

  private final HuffmanTable[] dc = new HuffmanTable[TABLES];
  private final HuffmanTable[] ac = new HuffmanTable[TABLES];
  private JpegFrame frame;
  private int restartInterval;
  private JpegBits bits;

  /** By component and coefficient the lowest bit sent. */
  private int[][] lowest;

  private long[][] nonzero;

  boolean haveFrame() {
    return frame != null;
  }

  /** 0 before the frame. */
  int components() {
    return frame == null ? 0 : frame.components().size();
  }

  /**
   * @throws Flaw if its scans are of a kind that can't be checked
   */
  void frame(JpegFrame next) throws Flaw {
    if (next.kind() > JpegFrame.PROGRESSIVE) {
      throw Flaw.unknown(
          next.isArithmetic()
              ? "arithmetic coding, in which damage can't be found"
              : "lossless or hierarchical coding, in which damage can't be found");
    }
    frame = next;
    lowest = new int[next.components().size()][COEFFICIENTS];
    for (int[] each : lowest) {
      Arrays.fill(each, NOT_SENT);
    }
    nonzero = new long[next.components().size()][];
  }

  void restartInterval(int mcus) {
    restartInterval = mcus;
  }

  /** Reads a segment of tables. */
  void tables(ByteCursor in, int end) throws Flaw {
    while (in.position() < end) {
      int place = in.u8();
      int[] counts = new int[HuffmanTable.LONGEST];
      int sum = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = in.u8();
        sum += counts[i];
      }
      if ((place & 15) >= TABLES || place >> 4 > 1) {
        throw Flaw.damage("a Huffman table makes no sense");
      }
      byte[] symbols = new byte[sum];
      for (int i = 0; i < sum; i++) {
        symbols[i] = (byte) in.u8();
      }
      (place >> 4 == 0 ? dc : ac)[place & 15] = new HuffmanTable(counts, symbols);
    }
  }

  /** Whether a scan's selection of coefficients means something. */
  boolean selectsCoefficients() {
    return frame == null || frame.kind() > 1;
  }

  /** Reads a scan, of which the header's data and the entropy-coded data follow. */
  void scan(ByteCursor in, int end) throws Flaw {
    int count = in.u8();
    if (frame == null || count < 1 || count > frame.components().size()) {
      throw nonsense();
    }
    int[] components = new int[count];
    int[] tables = new int[count];
    for (int i = 0; i < count; i++) {
      components[i] = component(in.u8());
      tables[i] = in.u8();
    }
    int first = in.u8();
    int last = in.u8();
    int bitsSent = in.u8();
    in.seek(end);
    if (!frame.isProgressive()) {
      first = 0; // what some cameras write here means nothing
      last = COEFFICIENTS - 1;
      bitsSent = 0;
    }
    send(components, first, last, bitsSent >> 4, bitsSent & 15);
    JpegScan.Part[] parts = new JpegScan.Part[count];
    for (int i = 0; i < count; i++) {
      boolean usesDc = first == 0 && bitsSent >> 4 == 0;
      parts[i] =
          new JpegScan.Part(
              count == 1 ? 1 : frame.components().get(components[i]).blocks(),
              usesDc ? table(dc, tables[i] >> 4) : null,
              last > 0 ? table(ac, tables[i] & 15) : null,
              first > 0 ? nonzero(components[i]) : null);
    }
    JpegFrame.Component only = frame.components().get(components[0]);
    read(
        new JpegScan(parts, first, last, bitsSent >> 4 > 0, frame.isProgressive()),
        count == 1 ? only.columns() * only.rows() : frame.columns() * frame.rows(),
        in);
  }

  private int component(int id) throws Flaw {
    for (int i = 0; i < frame.components().size(); i++) {
      if (frame.components().get(i).id() == id) {
        return i;
      }
    }
    throw nonsense();
  }

  private HuffmanTable table(HuffmanTable[] tables, int place) throws Flaw {
    if (place >= TABLES || tables[place] == null) {
      throw Flaw.damage("a Huffman table is missing");
    }
    return tables[place];
  }

  private long[] nonzero(int component) {
    if (nonzero[component] == null) {
      JpegFrame.Component of = frame.components().get(component);
      nonzero[component] = new long[Math.toIntExact(of.columns() * of.rows())];
    }
    return nonzero[component];
  }

  /** Notes what a scan sends: first the high bits of a coefficient, then one bit more at a time. */
  private void send(int[] components, int first, int last, int from, int to) throws Flaw {
    boolean band = first > 0;
    if (last >= COEFFICIENTS
        || first > last
        || (frame.isProgressive() && !band && last > 0)
        || (band && components.length > 1)
        || (from > 0 && to != from - 1)) {
      throw nonsense();
    }
    for (int component : components) {
      if (band && lowest[component][0] == NOT_SENT) {
        throw nonsense();
      }
      for (int k = first; k <= last; k++) {
        if (lowest[component][k] != (from == 0 ? NOT_SENT : from)) {
          throw nonsense();
        }
        lowest[component][k] = to;
      }
    }
  }

  private void read(JpegScan scan, long mcus, ByteCursor in) throws Flaw {
    if (bits == null) {
      bits = new JpegBits(in.bytes().length);
    }
    int restarts = 0;
    for (long left = mcus; left > 0; ) {
      long count = restartInterval == 0 ? left : Math.min(left, restartInterval);
      bits.fill(in);
      scan.read(bits, count);
      left -= count;
      if (bits.unread() > 0) {
        throw Flaw.damage("its pixels can't be unpacked");
      }
      if (left > 0) {
        in.skip(1);
        if (in.u8() != JpegMarker.RST0 + (restarts++ & 7)) {
          throw Flaw.damage("a restart marker is missing");
        }
      }
    }
  }

  /**
   * @throws Flaw if a part of the picture never came
   */
  void checkComplete() throws Flaw {
    if (frame == null) {
      throw Flaw.truncated();
    }
    for (int[] component : lowest) {
      for (int k = 0; k < COEFFICIENTS; k++) {
        if (component[k] > 0 || component[0] == NOT_SENT) {
          throw Flaw.truncated();
        }
      }
    }
  }

  private static Flaw nonsense() {
    return Flaw.damage("a scan's header makes no sense");
  }
}
