package io.sppdet.image;

/** A Huffman table of a JPEG file (ITU-T T.81, annex C). */
final class HuffmanTable {
  static final int LONGEST = 16;
  private static final int FAST_BITS = 9;

  /** By the next bits: the code's length, and its symbol times 32; 0 where it is longer. */
  private final short[] fast = new short[1 << FAST_BITS];

  /** By length: the first code that is longer, and what to add to a code for its symbol's place. */
  private final int[] beyond = new int[LONGEST + 1];

  private final int[] shift = new int[LONGEST + 1];
  private final byte[] symbols;

  /**
   * @param counts of codes of 1 to 16 bits
   * @param symbols in the order of their codes
   * @throws Flaw if there are more short codes than there can be
   */
  HuffmanTable(int[] counts, byte[] symbols) throws Flaw {
    this.symbols = symbols;
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LONGEST; length++) {
      shift[length] = place - code;
      for (int i = 0; i < counts[length - 1]; i++, code++, place++) {
        if (code >= 1 << length) {
          throw Flaw.damage("a Huffman table makes no sense");
        }
        fill(code, length, symbols[place] & 0xFF);
      }
      beyond[length] = code << (LONGEST - length);
      code <<= 1;
    }
  }

  private void fill(int code, int length, int symbol) {
    int free = FAST_BITS - length;
    for (int i = 0; free >= 0 && i < 1 << free; i++) {
      fast[(code << free) + i] = (short) (symbol << 5 | length);
    }
  }

  /**
   * The code that the next 16 bits begin with: its length, and its symbol times 32; negative if
   * there is none.
   */
  int find(int bits16) {
    int entry = fast[bits16 >>> (LONGEST - FAST_BITS)];
    return entry != 0 ? entry : findLong(bits16);
  }

  private int findLong(int bits16) {
    for (int length = FAST_BITS + 1; length <= LONGEST; length++) {
      if (bits16 < beyond[length]) {
        int place = (bits16 >>> (LONGEST - length)) + shift[length];
        return (symbols[place] & 0xFF) << 5 | length;
      }
    }
    return -1;
  }
}
