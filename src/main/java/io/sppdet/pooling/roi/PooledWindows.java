package io.sppdet.pooling.roi;

import io.sppdet.geometry.Window;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Windows of maps, pooled when their vectors are asked for, on several threads.
 *
 * @param maps what pools the windows of each map; a thread takes one of its own
 * @param windows what to pool
 * @param length of a vector
 */
record PooledWindows(List<Supplier<WindowPooling>> maps, List<ScaledWindow> windows, int length)
    implements RoiVectors {
  /** Windows that one thread pools at a stretch. */
  private static final int CHUNK = 64;

  /** Windows of a single map. */
  static PooledWindows of(Supplier<WindowPooling> map, List<Window> windows, int length) {
    List<ScaledWindow> ofMap = windows.stream().map(w -> new ScaledWindow(0, w)).toList();
    return new PooledWindows(List.of(map), ofMap, length);
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public void write(int from, int to, FloatBuffer vectors) {
    IntStream.range(0, (to - from + CHUNK - 1) / CHUNK)
        .parallel()
        .map(chunk -> from + chunk * CHUNK)
        .forEach(first -> write(first, Math.min(to, first + CHUNK), from, vectors));
  }

  private void write(int first, int end, int from, FloatBuffer vectors) {
    WindowPooling[] poolings = new WindowPooling[maps.size()];
    for (int r = first; r < end; r++) {
      ScaledWindow at = windows.get(r);
      if (poolings[at.scale()] == null) {
        poolings[at.scale()] = maps.get(at.scale()).get();
      }
      int to = (r - from) * length;
      for (float[] bin : poolings[at.scale()].pool(at.window())) {
        vectors.put(to, bin);
        to += bin.length;
      }
    }
  }

  /** All vectors, {@code (R, bins, C)}. */
  float[] all() {
    float[] vectors = new float[Math.multiplyExact(size(), length)];
    write(0, size(), FloatBuffer.wrap(vectors));
    return vectors;
  }
}
