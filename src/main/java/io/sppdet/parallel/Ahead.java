package io.sppdet.parallel;

import io.sppdet.error.SppdetException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes one thing of each input, in threads of its own, a few ahead of the caller, who takes them
 * in the order of the inputs.
 */
public final class Ahead<I, T> implements AutoCloseable {
  private final Iterator<I> inputs;
  private final Function<I, T> make;
  private final int most;
  private final ExecutorService pool;
  private final Queue<Future<T>> queue = new ArrayDeque<>();

  /**
   * Begins.
   *
   * @param most things made, or being made, that are not taken yet
   */
  public Ahead(Iterator<I> inputs, Function<I, T> make, int threads, int most) {
    this.inputs = inputs;
    this.make = make;
    this.most = most;
    this.pool = Executors.newFixedThreadPool(Math.max(1, threads));
    fill();
  }

  private void fill() {
    while (queue.size() < most && inputs.hasNext()) {
      I input = inputs.next();
      queue.add(pool.submit(() -> make.apply(input)));
    }
  }

  /**
   * The next one, when it is made.
   *
   * @throws SppdetException when its making has thrown it; the one behind it comes all the same
   */
  public T next() {
    Future<T> work = queue.remove();
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SppdetException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      fill();
    }
  }

  /** Begins nothing more, and waits for what is being made: it may hold native memory. */
  @Override
  public void close() {
    queue.forEach(work -> work.cancel(false));
    pool.shutdown();
    try {
      pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
