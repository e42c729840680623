package io.sppdet.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountTest {
  @Test
  void oneHasTheSingular() {
    assertEquals("1 photo", Count.of(1, "photo"));
    assertEquals("0 photos", Count.of(0, "photo"));
    assertEquals("21 photos", Count.of(21, "photo"));
    assertEquals("1 class", Count.of(1, "class", "classes"));
    assertEquals("2 classes", Count.of(2, "class", "classes"));
  }
}
