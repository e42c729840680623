package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedBeforeTest {
  /** Of which each seventh comes again. */
  @Test
  void answersAsASetOfNamesDoes() {
    NamedBefore before = new NamedBefore();
    Set<String> names = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String name = "s3a://photos/" + random.nextInt(60_000) + ".jpg";
      assertEquals(names.add(name), before.add(name), name);
    }
    assertTrue(names.size() > 15_000);
    assertTrue(before.add(""));
    assertFalse(before.add(""));
  }
}
