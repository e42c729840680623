package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookAheadTest {
  @Test
  void givesAllInOrderAndMakesNoMore() {
    List<Integer> made = new ArrayList<>();
    try (LookAhead<Integer> ahead =
        new LookAhead<>(
            3,
            7,
            i -> {
              made.add(i);
              return i * i;
            })) {
      for (int i = 3; i < 7; i++) {
        assertEquals(i * i, ahead.next());
      }
    }
    assertEquals(List.of(3, 4, 5, 6), made);
  }

  /** Only the next is made before it is asked for. */
  @Test
  void staysOneAhead() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(2);
    try (LookAhead<Integer> ahead =
        new LookAhead<>(
            0,
            100,
            i -> {
              second.countDown();
              return begun.incrementAndGet();
            })) {
      ahead.next();
      second.await();
    }
    assertEquals(2, begun.get());
  }

  @Test
  void faultsOfTheUserArePassedOn() {
    SppdetException fault = new SppdetException(Kind.OUTPUT, "map", "is full");
    try (LookAhead<Integer> ahead =
        new LookAhead<>(
            0,
            2,
            i -> {
              throw fault;
            })) {
      assertSame(fault, assertThrows(SppdetException.class, ahead::next));
    }
    try (LookAhead<Integer> ahead =
        new LookAhead<>(
            0,
            2,
            i -> {
              throw new IllegalArgumentException("odd");
            })) {
      assertTrue(
          assertThrows(IllegalStateException.class, ahead::next).getCause()
              instanceof IllegalArgumentException);
    }
  }
}
