package io.sppdet.proposal;

import java.util.Arrays;

/** A binary heap of numbered pairs, the most similar on top; of equal ones the lowest number. */
final class PairHeap {
  /** The similarity above, the number's complement below. */
  private long[] heap;

  private int size;

  PairHeap(int capacity) {
    heap = new long[Math.max(1, capacity)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds a pair.
   *
   * @param similarity at most 2³², of which the lowest two bits don't count
   */
  void add(long similarity, int number) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    long entry = ((similarity >>> 2) << 32) | (~number & 0xFFFFFFFFL);
    int at = size++;
    while (at > 0 && heap[(at - 1) >> 1] < entry) {
      heap[at] = heap[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    heap[at] = entry;
  }

  /** Takes the top away; returns its number. */
  int removeMostSimilar() {
    long top = heap[0];
    long last = heap[--size];
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return ~(int) top;
  }
}
