package io.sppdet.parallel;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AheadTest {
  @Test
  void givesAllInOrderAndMakesNoMore() {
    List<Integer> made = new ArrayList<>();
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            IntStream.range(3, 7).iterator(),
            i -> {
              made.add(i);
              return i * i;
            },
            1,
            1)) {
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
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            IntStream.range(0, 100).iterator(),
            i -> {
              second.countDown();
              return begun.incrementAndGet();
            },
            1,
            1)) {
      ahead.next();
      second.await();
    }
    assertEquals(2, begun.get());
  }

  /** The first of eight is the last to be made, the fourth fails; each comes in its place. */
  @Test
  void severalThreadsKeepTheOrder() {
    CountDownLatch others = new CountDownLatch(3);
    SppdetException fault = new SppdetException(Kind.OUTPUT, "map", "is full");
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            IntStream.range(0, 8).iterator(),
            i -> {
              if (i == 3) {
                throw fault;
              }
              try {
                if (i == 0) {
                  others.await();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              others.countDown();
              return 10 * i;
            },
            4,
            6)) {
      for (int i = 0; i < 8; i++) {
        if (i == 3) {
          assertSame(fault, assertThrows(SppdetException.class, ahead::next));
        } else {
          assertEquals(10 * i, ahead.next());
        }
      }
    }
  }

  @Test
  void faultsOfTheUserArePassedOn() {
    SppdetException fault = new SppdetException(Kind.OUTPUT, "map", "is full");
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            IntStream.range(0, 2).iterator(),
            i -> {
              throw fault;
            },
            1,
            1)) {
      assertSame(fault, assertThrows(SppdetException.class, ahead::next));
    }
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            IntStream.range(0, 2).iterator(),
            i -> {
              throw new IllegalArgumentException("odd");
            },
            1,
            1)) {
      assertTrue(
          assertThrows(IllegalStateException.class, ahead::next).getCause()
              instanceof IllegalArgumentException);
    }
  }
}
