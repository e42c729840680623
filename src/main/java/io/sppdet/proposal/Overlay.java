package io.sppdet.proposal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several segmentations of an image laid over each other.
 *
 * @param parts the pixels that belong together in all of them
 * @param regionOf for each segmentation, the number of each part's region
 */
record Overlay(Segmentation parts, List<int[]> regionOf) {
  /** Lays them over each other. */
  static Overlay of(List<Segmentation> segmentations) {
    Segmentation first = segmentations.get(0);
    int[] all = new int[first.regions()];
    Arrays.setAll(all, r -> r);
    Overlay overlay = new Overlay(first, List.of(all));
    for (Segmentation next : segmentations.subList(1, segmentations.size())) {
      overlay = overlay.with(next);
    }
    return overlay;
  }

  private Overlay with(Segmentation next) {
    int[] mine = parts.labels();
    int[] theirs = next.labels();
    int[] labels = new int[mine.length];
    Pairs pairs = new Pairs(2 * Math.max(parts.regions(), next.regions()));
    long last = -1;
    for (int p = 0; p < labels.length; p++) {
      long pair = ((long) mine[p] << 32) | theirs[p];
      labels[p] = pair == last ? labels[p - 1] : pairs.number(pair);
      last = pair;
    }
    int[] before = pairs.upper();
    List<int[]> regions = new ArrayList<>();
    for (int[] of : regionOf) {
      regions.add(Arrays.stream(before).map(part -> of[part]).toArray());
    }
    regions.add(pairs.lower());
    return new Overlay(
        new Segmentation(parts.width(), parts.height(), pairs.count, labels), regions);
  }

  /** Numbers pairs in the order in which they are met: a table with open addressing. */
  private static final class Pairs {
    private long[] met;
    private int[] table;
    private int count;

    Pairs(int expected) {
      met = new long[expected];
      table = new int[Integer.highestOneBit(expected) * 4];
    }

    int number(long pair) {
      int at = slot(pair);
      if (table[at] == 0) {
        if (2 * count >= table.length) {
          grow();
          at = slot(pair);
        }
        if (count == met.length) {
          met = Arrays.copyOf(met, 2 * count);
        }
        met[count++] = pair;
        table[at] = count;
      }
      return table[at] - 1;
    }

    private int slot(long pair) {
      int mask = table.length - 1;
      int at = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 40) & mask;
      while (table[at] != 0 && met[table[at] - 1] != pair) {
        at = (at + 1) & mask;
      }
      return at;
    }

    private void grow() {
      table = new int[2 * table.length];
      for (int i = 0; i < count; i++) {
        table[slot(met[i])] = i + 1;
      }
    }

    int[] upper() {
      return Arrays.stream(met, 0, count).mapToInt(pair -> (int) (pair >>> 32)).toArray();
    }

    int[] lower() {
      return Arrays.stream(met, 0, count).mapToInt(pair -> (int) pair).toArray();
    }
  }
}
