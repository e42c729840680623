package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageSize;
import io.sppdet.image.Photo;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSource;
import io.sppdet.pooling.roi.ScaledMap;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Detects in many images, in stages: some threads read images and make their proposals, others put
 * images through the network, which waits for no proposals, and the caller's takes the results, in
 * input order. No more images are between the first and the last than there are threads. A failed
 * image costs no other.
 *
 * @param detector what is done to each image
 * @param threads images that are prepared at the same time; never changes a result
 * @param timeout an image that takes longer to be read and to get its proposals fails; null for
 *     never. The network takes much the same time for all images and is not part of it.
 * @param coldStart added to the timeout until one image is done: what Java and the libraries may
 *     need to get going
 */
public record BatchDetector(Pipeline detector, int threads, Duration timeout, Duration coldStart) {
  private static final Duration COLD_START = Duration.ofSeconds(10);

  private static final long POLL_MILLIS = 100;

  private record Proposed(List<Box> boxes, Stopwatch watch) {}

  /**
   * @param warm whether an image is done
   */
  private record Stages(
      ThreadPoolExecutor preparing,
      ThreadPoolExecutor finishing,
      Networks networks,
      CountDownLatch warm) {}

  private record Work(Job job, Future<ImageResult> result) {}

  /** Proposing reads the image first. */
  private record Job(
      ImageInput input,
      CountDownLatch begun,
      FutureTask<Photo> reading,
      FutureTask<Proposed> proposing) {}

  /** Without a time limit. */
  public BatchDetector(Pipeline detector, int threads) {
    this(detector, threads, null);
  }

  /** With the usual cold start. */
  public BatchDetector(Pipeline detector, int threads, Duration timeout) {
    this(detector, threads, timeout, COLD_START);
  }

  /** Gives the result of each input, in order, each as soon as all before it are done. */
  public void run(List<ImageInput> inputs, Consumer<ImageResult> sink) {
    run(inputs.iterator(), sink, () -> false);
  }

  /**
   * The same until {@code stopped}; the image at work is finished first, unless it is not even
   * read. Few inputs are taken ahead of the results, so that there may be any number of them.
   *
   * @throws CancellationException when the thread that calls, or one at work, is interrupted: an
   *     image that was interrupted has not failed. The caller's stays interrupted.
   */
  public void run(
      Iterator<ImageInput> inputs, Consumer<ImageResult> sink, BooleanSupplier stopped) {
    run(ImageSource.of(inputs), sink, stopped);
  }

  /** The same of images that come while others are at work: no result waits for the next image. */
  public void run(ImageSource inputs, Consumer<ImageResult> sink, BooleanSupplier stopped) {
    ThreadPoolExecutor preparing = pool("prepare", threads);
    Networks networks = Networks.of(threads);
    ThreadPoolExecutor finishing = pool("network", networks.count());
    try {
      Deque<Work> queue = new ArrayDeque<>();
      Stages stages = new Stages(preparing, finishing, networks, new CountDownLatch(1));
      while ((!queue.isEmpty() || !inputs.isEnded()) && !stopped.getAsBoolean()) {
        fill(queue, inputs, stages);
        Work next = queue.peek();
        while (next != null && !isThere(next)) {
          if (!stopped.getAsBoolean()) {
            fill(queue, inputs, stages);
          } else if (!next.job().reading().isDone()) {
            return; // it may hang for ever
          }
        }
        if (next != null) {
          queue.remove();
          sink.accept(result(next.result()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } finally {
      preparing.shutdownNow();
      end(finishing);
    }
  }

  /** Takes images that are there; waits a moment for one only where none is at work. */
  private void fill(Deque<Work> queue, ImageSource inputs, Stages stages)
      throws InterruptedException {
    while (queue.size() < threads + stages.finishing().getCorePoolSize() && !inputs.isEnded()) {
      ImageInput input = inputs.poll(queue.isEmpty() ? POLL_MILLIS : 0);
      if (input == null) {
        return;
      }
      Job job = job(input);
      stages.preparing().execute(job.proposing());
      queue.add(new Work(job, stages.finishing().submit(() -> finish(job, stages))));
    }
  }

  /** Waits a moment for a result. */
  private static boolean isThere(Work work) throws InterruptedException {
    try {
      work.result().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private static ImageResult result(Future<ImageResult> work) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SppdetException
          || e.getCause() instanceof CancellationException) {
        throw (RuntimeException) e.getCause();
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for what is at work, interrupted or not: the network must not be closed before. */
  private static void end(ThreadPoolExecutor finishing) {
    finishing.shutdownNow();
    boolean interrupted = false;
    while (!finishing.isTerminated()) {
      try {
        finishing.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of daemons: a thread that hangs in a dead network drive must not keep the process alive. */
  private static ThreadPoolExecutor pool(String name, int threads) {
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private Job job(ImageInput input) {
    CountDownLatch begun = new CountDownLatch(1);
    Stopwatch watch = new Stopwatch();
    FutureTask<Photo> reading = new FutureTask<>(() -> watch.time("read", input::photo));
    FutureTask<Proposed> proposing =
        new FutureTask<>(
            () -> {
              begun.countDown();
              reading.run();
              Image image = reading.get().image();
              return new Proposed(new TimedPipeline(detector, watch).propose(image), watch);
            });
    return new Job(input, begun, reading, proposing);
  }

  private ImageResult finish(Job job, Stages stages) {
    ImageInput input = job.input();
    CountDownLatch warm = stages.warm();
    try {
      job.begun().await(); // there is always a thread that does not hang
      long start = System.nanoTime();
      Photo photo = await(job.reading(), start, warm);
      Image image = photo.image();
      stages.networks().share(stages.finishing().getActiveCount());
      Stopwatch watch = new Stopwatch();
      Pipeline timed = new TimedPipeline(detector, watch);
      List<ScaledMap> conv5 = timed.conv5(image);
      Proposed proposed = await(job.proposing(), start, warm);
      List<Detection> found = timed.detect(image, proposed.boxes(), conv5);
      warm.countDown();
      return new ImageResult.Found(
          input,
          new ImageSize(image.width(), image.height()),
          photo.notes(),
          () -> image,
          proposed.boxes(),
          found,
          proposed.watch().and(watch));
    } catch (TimeoutException e) {
      job.proposing().cancel(true);
      addThread(stages.preparing()); // its own may hang for ever
      String reason = "not read, nor its proposals made, within " + timeout.toSeconds() + " s";
      return new ImageResult.Failed(
          input, new SppdetException(Kind.TIMEOUT, input.name(), reason, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      return failed(input, e.getCause());
    } catch (RuntimeException | Error e) {
      return failed(input, e);
    }
  }

  private static synchronized void addThread(ThreadPoolExecutor pool) {
    pool.setMaximumPoolSize(pool.getMaximumPoolSize() + 1);
    pool.setCorePoolSize(pool.getMaximumPoolSize());
  }

  /** Until one image is done, the time is longer by that of a cold start. */
  private <T> T await(Future<T> work, long start, CountDownLatch warm)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (timeout == null) {
      return work.get();
    }
    long end = start + timeout.toNanos();
    try {
      return work.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (warm.getCount() == 0) {
        throw e;
      }
      long cold = end + coldStart.toNanos();
      return work.get(cold - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** Whether it is one, or what a reader makes of one. */
  private static boolean isInterruption(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof InterruptedException
          || e instanceof ClosedByInterruptException
          || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException))) {
        return true;
      }
    }
    return false;
  }

  private static CancellationException interrupted(Throwable cause) {
    CancellationException e = new CancellationException("the detection was interrupted");
    e.initCause(cause);
    return e;
  }

  /** The result of an image that failed; rethrows what no later image will fare better with. */
  private static ImageResult failed(ImageInput input, Throwable cause) {
    if (isInterruption(cause)) {
      throw interrupted(cause);
    }
    if (cause instanceof LinkageError missing) {
      throw new SppdetException(Kind.ENGINE, "native library", reason(missing), missing);
    }
    if (cause instanceof SppdetException known) {
      if (known.kind() == Kind.MODEL || known.kind() == Kind.ENGINE) {
        throw known;
      }
      return new ImageResult.Failed(input, known);
    }
    String reason =
        cause instanceof OutOfMemoryError
            ? "not enough memory for an image of this size"
            : "the detection failed: " + reason(cause);
    return new ImageResult.Failed(
        input, new SppdetException(Kind.DETECTION_FAILED, input.name(), reason, cause));
  }

  /** One line; the native libraries' messages have several. */
  private static String reason(Throwable cause) {
    return cause.toString().strip().replaceAll("\\R\\s*", " ");
  }
}
