package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
  @ParameterizedTest
  @CsvSource({"1, 16, 1", "2, 16, 2", "3, 16, 2", "4, 16, 2", "8, 16, 4", "16, 64, 8", "64, 8, 10"})
  void twoThreadsEachAndAQuarterOfTheMemory(int threads, int gigabytes, int networks) {
    assertEquals(networks, new Networks(threads, (long) gigabytes << 30).count());
  }

  @Property
  void noMoreThanThereAreThreads(@ForAll @IntRange(min = 1, max = 256) int threads) {
    int count = new Networks(threads, 1L << 42).count();
    assertTrue(count <= threads && count >= Math.min(2, threads), count + " of " + threads);
  }
}
