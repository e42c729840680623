package io.sppdet.train.run;

import io.sppdet.error.SppdetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Makes the next of a series of things in a thread of its own, while the caller works on the one
 * before.
 */
public final class LookAhead<T> implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final IntFunction<T> make;
  private final int end;
  private int number;
  private Future<T> next;

  /** Of the numbers from {@code first} up to, and without, {@code end}. */
  public LookAhead(int first, int end, IntFunction<T> make) {
    this.make = make;
    this.end = end;
    this.number = first;
    submit();
  }

  private void submit() {
    int mine = number++;
    next = mine < end ? thread.submit(() -> make.apply(mine)) : null;
  }

  /** The next one, when it is made; the one behind it is begun. */
  public T next() {
    try {
      T made = next.get();
      submit();
      return made;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SppdetException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for what is being made: it may hold native memory. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
