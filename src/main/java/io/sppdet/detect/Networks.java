package io.sppdet.detect;

import com.sun.management.OperatingSystemMXBean;
import io.sppdet.natives.NativeLibraries;
import java.lang.management.ManagementFactory;

/**
 * Images in the network at the same time. One image can't keep many cores busy, so that they share
 * them: each has two threads at least, and one alone has all of them.
 *
 * @param threads of all together
 * @param memory of the machine, or of the container, in bytes
 */
record Networks(int threads, long memory) {
  private static final int FEWEST = 2;
  private static final int THREADS_OF_ONE = 2;

  /** What an image at work takes, maps in Java's heap and libtorch's own, in bytes. */
  private static final long MEMORY_OF_ONE = 200L << 20;

  static Networks of(int threads) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Networks(threads, system.getTotalMemorySize());
  }

  /** How many; a quarter of the memory at most, as of Java's heap, is for them. */
  int count() {
    long fit = Math.min(threads / THREADS_OF_ONE, memory / 4 / MEMORY_OF_ONE);
    return (int) Math.max(Math.min(threads, FEWEST), fit);
  }

  /** Gives the calling thread its share when this many are at work. */
  void share(int active) {
    NativeLibraries.shareThreads(threads / Math.max(1, active));
  }
}
