package io.sppdet.proposal;

/** Least-significant-digit radix sort, which is stable. */
final class RadixSort {
  private static final int DIGIT = 11;
  private static final int DIGITS = 3;
  private static final int MASK = (1 << DIGIT) - 1;

  private RadixSort() {}

  /** Sorts by the upper 32 bits, which must not be negative; equal ones keep their order. */
  static void byUpperHalf(long[] values) {
    int[][] counts = new int[DIGITS][1 << DIGIT];
    for (long value : values) {
      int key = (int) (value >>> 32);
      counts[0][key & MASK]++;
      counts[1][(key >>> DIGIT) & MASK]++;
      counts[2][key >>> (2 * DIGIT)]++;
    }
    long[] from = values;
    long[] to = new long[values.length];
    for (int digit = 0; digit < DIGITS; digit++) {
      int[] next = counts[digit];
      int sum = 0;
      for (int i = 0; i < next.length; i++) {
        int count = next[i];
        next[i] = sum;
        sum += count;
      }
      int shift = 32 + digit * DIGIT;
      for (long value : from) {
        to[next[(int) (value >>> shift) & MASK]++] = value;
      }
      long[] sorted = to;
      to = from;
      from = sorted;
    }
    System.arraycopy(from, 0, values, 0, values.length); // three passes end in the other array
  }
}
