package io.sppdet.image;

/**
 * One scan of a JPEG file: decodes its Huffman codes as far as it takes to see that each is one,
 * and that there are as many blocks as the picture needs (ITU-T T.81, annexes F and G). No
 * coefficient is kept but, in progressive files, whether it is zero.
 */
final class JpegScan {
  private static final int COEFFICIENTS = 64;
  private static final int RUN_OF_ZEROS = 15;

  /** What a symbol's low half counts: further bits. */
  private static final int SIZE = 15;

  /**
   * A component in the scan.
   *
   * @param blocks of it in an MCU of this scan
   * @param dc null where the scan has none
   * @param ac null where the scan has none
   * @param nonzero by block, in rows, a bit a coefficient; null of sequential files
   */
  @SuppressWarnings("ArrayRecordComponent") // one for all scans, filled by each
  record Part(int blocks, HuffmanTable dc, HuffmanTable ac, long[] nonzero) {}

  private final Part[] parts;
  private final int first;
  private final int last;
  private final boolean refining;
  private final boolean progressive;
  private int blocksToSkip;
  private int block;

  /**
   * @param first the first coefficient sent, and {@code last} the last
   * @param refining whether the scan sends another bit of what earlier ones sent
   */
  JpegScan(Part[] parts, int first, int last, boolean refining, boolean progressive) {
    this.parts = parts;
    this.first = first;
    this.last = last;
    this.refining = refining;
    this.progressive = progressive;
  }

  /** Reads the MCUs between two markers. */
  void read(JpegBits bits, long count) throws Flaw {
    blocksToSkip = 0;
    for (long mcu = 0; mcu < count; mcu++) {
      for (Part part : parts) {
        for (int i = 0; i < part.blocks(); i++) {
          readBlock(bits, part);
          if (bits.isBeyond()) {
            throw Flaw.truncated();
          }
        }
      }
    }
    if (blocksToSkip > 0) {
      throw nonsense();
    }
  }

  private void readBlock(JpegBits bits, Part part) throws Flaw {
    if (!progressive) {
      bits.at(readSequential(bits.data(), bits.at(), part));
    } else if (first > 0) {
      if (refining) {
        refine(bits, part);
      } else {
        readBand(bits, part);
      }
      block++;
    } else if (refining) {
      bits.at(bits.at() + 1);
    } else {
      bits.at(readDc(bits.data(), bits.at(), part.dc()));
    }
  }

  private static long readDc(byte[] data, long at, HuffmanTable dc) throws Flaw {
    int code = find(dc, data, at);
    return at + (code & 31) + (code >> 5 & SIZE);
  }

  private static int find(HuffmanTable table, byte[] data, long at) throws Flaw {
    int code = table.find(JpegBits.next16(data, at));
    if (code < 0) {
      throw nonsense();
    }
    return code;
  }

  private static long readSequential(byte[] data, long start, Part part) throws Flaw {
    long at = readDc(data, start, part.dc());
    HuffmanTable ac = part.ac();
    for (int k = 1; k < COEFFICIENTS; k++) {
      int code = find(ac, data, at);
      int size = code >> 5 & SIZE;
      int run = code >> 9;
      at += (code & 31) + size;
      if (size == 0 && run < RUN_OF_ZEROS) { // end of block
        return at;
      }
      k += run;
      if (k >= COEFFICIENTS) {
        throw nonsense();
      }
    }
    return at;
  }

  private void readBand(JpegBits bits, Part part) throws Flaw {
    if (blocksToSkip > 0) {
      blocksToSkip--;
      return;
    }
    for (int k = first; k <= last; k++) {
      int code = find(part.ac(), bits.data(), bits.at());
      int size = code >> 5 & SIZE;
      int run = code >> 9;
      bits.at(bits.at() + (code & 31));
      if (size == 0 && run < RUN_OF_ZEROS) {
        blocksToSkip = (1 << run) - 1 + bits.read(run);
        return;
      }
      k += run;
      if (k > last) {
        throw nonsense();
      }
      if (size > 0) {
        bits.at(bits.at() + size);
        part.nonzero()[block] |= 1L << k;
      }
    }
  }

  /** A further bit of each coefficient that is not zero already, and those that become so. */
  private void refine(JpegBits bits, Part part) throws Flaw {
    long nonzero = part.nonzero()[block];
    int k = first;
    while (blocksToSkip == 0 && k <= last) {
      int code = find(part.ac(), bits.data(), bits.at());
      int size = code >> 5 & SIZE;
      int run = code >> 9;
      bits.at(bits.at() + (code & 31) + size);
      if (size > 1) {
        throw nonsense();
      }
      if (size == 0 && run < RUN_OF_ZEROS) {
        blocksToSkip = (1 << run) + bits.read(run);
        break;
      }
      while (k <= last && (run > 0 || (nonzero >>> k & 1) != 0)) {
        if ((nonzero >>> k & 1) != 0) {
          bits.at(bits.at() + 1);
        } else {
          run--;
        }
        k++;
      }
      if (k > last) {
        throw nonsense();
      }
      if (size > 0) {
        part.nonzero()[block] |= 1L << k;
      }
      k++;
    }
    if (blocksToSkip > 0) {
      long rest = k > last ? 0 : nonzero >>> k << k & -1L >>> (COEFFICIENTS - 1 - last);
      bits.at(bits.at() + Long.bitCount(rest));
      blocksToSkip--;
    }
  }

  private static Flaw nonsense() {
    return Flaw.damage("its pixels can't be unpacked");
  }
}
