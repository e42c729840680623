package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The sort, the heap and the sets behind selective search, against the JDK's plain ways. */
class SortingTest {
  @Property
  void radixSortIsAStableSortByTheUpperHalf(
      @ForAll @Size(max = 200) List<@LongRange(min = 0) Long> values) {
    long[] sorted = values.stream().mapToLong(v -> v).toArray();
    RadixSort.byUpperHalf(sorted);
    assertArrayEquals(
        values.stream().sorted(Comparator.comparingLong(v -> v >>> 32)).mapToLong(v -> v).toArray(),
        sorted);
  }

  @Property
  void theHeapGivesTheMostSimilarAndOfEqualOnesTheFirst(
      @ForAll @Size(min = 1, max = 100) List<@LongRange(min = 0, max = 9) Long> similarities) {
    PairHeap heap = new PairHeap(1);
    List<Integer> numbers = new ArrayList<>();
    for (long similarity : similarities) {
      heap.add(similarity << 29, numbers.size()); // up to 9 · 2²⁹ > 2³²
      numbers.add(numbers.size());
    }
    numbers.sort(Comparator.comparingLong((Integer n) -> similarities.get(n)).reversed());
    for (int expected : numbers) {
      assertFalse(heap.isEmpty());
      assertEquals(expected, heap.removeMostSimilar());
    }
    assertTrue(heap.isEmpty());
  }

  @Property
  void setsKnowWhoBelongsTogether(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 899) Integer> joins) {
    DisjointSets sets = new DisjointSets(30, 0);
    int[] plain = LongStream.range(0, 30).mapToInt(i -> (int) i).toArray();
    for (int join : joins) {
      int a = join / 30;
      int b = join % 30;
      if (sets.find(a) != sets.find(b)) {
        sets.join(sets.find(a), sets.find(b));
      }
      int from = plain[a];
      int to = plain[b];
      for (int i = 0; i < plain.length; i++) {
        plain[i] = plain[i] == from ? to : plain[i];
      }
    }
    for (int a = 0; a < 30; a++) {
      int size = 0;
      for (int b = 0; b < 30; b++) {
        assertEquals(plain[a] == plain[b], sets.find(a) == sets.find(b));
        size += plain[a] == plain[b] ? 1 : 0;
      }
      assertEquals(size, sets.size(sets.find(a)));
    }
  }
}
