package io.sppdet.spark;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkFiles;

/**
 * The network of this process, which all slices share that it gets: loading takes seconds and
 * hundreds of megabytes. It is static since Spark makes a task's objects anew, and it is closed by
 * {@link NetworkPlugin} when the executor ends, once no slice is at work.
 */
final class ExecutorNetwork implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Object LOCK = new Object();

  private static RunSettings.Model loaded;
  private static SppNet current;
  private static int users;
  private static boolean ended;

  private final SppNet network;

  private ExecutorNetwork(SppNet network) {
    this.network = network;
  }

  /**
   * Loads a network, unless it is there; to be closed when the slice is done.
   *
   * @param threads processors that a slice has
   * @throws SppdetException MODEL or ENGINE when it can't be loaded; USAGE when this processor
   *     can't compute in its precision
   */
  static ExecutorNetwork open(RunSettings.Model model, int threads) {
    synchronized (LOCK) {
      if (ended) {
        throw new IllegalStateException("the executor has ended");
      }
      if (!model.equals(loaded)) {
        if (users > 0) {
          throw new SppdetException(
              Kind.USAGE,
              "spark.task.cpus",
              "two runs at a time with other models in one executor");
        }
        closeCurrent();
        current = load(model, threads);
        loaded = model;
      }
      users++;
      return new ExecutorNetwork(current);
    }
  }

  private static SppNet load(RunSettings.Model model, int threads) {
    NativeLibraries.configure();
    NativeLibraries.setThreads(threads);
    NativeLibraries.loadOpenCv();
    NativeLibraries.loadPyTorch();
    if (!model.precision().isThere()) {
      throw new SppdetException(
          Kind.USAGE,
          "--precision",
          "an executor's processor can't compute in "
              + model.precision()
              + "; --precision float32 serves all");
    }
    return load(model, Path.of(SparkFiles.get(model.file())));
  }

  /** Loads the network from a file of this machine, of which nobody else knows. */
  static SppNet load(RunSettings.Model model, Path file) {
    try {
      ModelDirectory directory = ModelDirectory.open(file);
      return SppNet.load(directory.withScales(model.scales()), model.precision());
    } catch (SppdetException e) {
      String place = file.toString();
      if (!e.subject().startsWith(place)) {
        throw e;
      }
      String subject = model.given() + e.subject().substring(place.length());
      throw new SppdetException(e.kind(), subject, e.reason(), e);
    } catch (OutOfMemoryError e) {
      throw new SppdetException(
          Kind.MODEL,
          model.given(),
          "not enough memory to load it; spark.executor.memory sets Java's share",
          e);
    }
  }

  SppNet network() {
    return network;
  }

  @Override
  public void close() {
    synchronized (LOCK) {
      users--;
      LOCK.notifyAll();
    }
  }

  /** Closes the network, unless a slice goes on that can't be ended; no more are loaded. */
  static void end() {
    synchronized (LOCK) {
      ended = true;
      long until = System.nanoTime() + PATIENCE_NANOS;
      try {
        for (long left = PATIENCE_NANOS; users > 0 && left > 0; left = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(LOCK, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (users == 0) {
        closeCurrent();
      }
    }
  }

  private static void closeCurrent() {
    if (current != null) {
      current.close();
      current = null;
      loaded = null;
    }
  }

  /** A process may hold several executors one after the other: tests, and local mode. */
  static void begin() {
    synchronized (LOCK) {
      ended = false;
    }
  }
}
