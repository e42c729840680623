package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CocoIdsTest {
  private static Map<Long, String> images(String... ids) {
    return CocoIds.of(
            Stream.of(ids).map(id -> new LabelledImage(id, Path.of(id), List.of())).toList(),
            List.of())
        .images();
  }

  @Test
  void numbersAreTheirOwn() {
    assertEquals(Map.of(5L, "000005", 12L, "12"), images("000005", "12"));
  }

  @Test
  void namesAreCountedInTheOrderOfTheSplit() {
    assertEquals(Map.of(1L, "b", 2L, "a"), images("b", "a"));
    assertEquals(Map.of(1L, "7", 2L, "a"), images("7", "a"), "one name, and none is a number");
    assertEquals(Map.of(1L, "5", 2L, "05"), images("5", "05"), "both would be 5");
    assertEquals(Map.of(1L, "1234567890123456789"), images("1234567890123456789"));
  }

  @Test
  void classesAreCountedFromOne() {
    assertEquals(
        Map.of(1L, "cat", 2L, "dog"), CocoIds.of(List.of(), List.of("cat", "dog")).labels());
  }
}
