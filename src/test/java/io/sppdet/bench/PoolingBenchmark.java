package io.sppdet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Spatial pyramid pooling of many windows of a random map, read from a file. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class PoolingBenchmark {
  /** {@code windows} holds x0, y0 and the inclusive xEnd, yEnd of each, in cells. */
  private record Task(
      int height, int width, int channels, List<Integer> levels, List<int[]> windows) {}

  @Param("target/bench/windows.json")
  String task;

  private FeatureMap map;
  private Pyramid pyramid;
  private Pyramid areas;
  private List<Window> windows;
  private List<Window> boxes;
  private FloatBuffer vectors;

  @Setup
  public void read() throws IOException {
    Task read = new ObjectMapper().readValue(Path.of(task).toFile(), Task.class);
    float[] values = new float[read.height() * read.width() * read.channels()];
    Random random = new Random(0);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    map = new FeatureMap(read.height(), read.width(), read.channels(), values);
    pyramid = new Pyramid(read.levels(), Reduction.MAX);
    windows = read.windows().stream().map(w -> Window.ofCells(w[0], w[1], w[2], w[3])).toList();
    areas = new Pyramid(read.levels(), Reduction.AREA);
    boxes = windows.stream().map(w -> inside(w, random)).toList();
    vectors =
        ByteBuffer.allocateDirect(Float.BYTES * windows.size() * pyramid.bins() * map.channels())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** The maximum of each bin, into memory that is there, as for the fully connected layers. */
  @Benchmark
  public FloatBuffer pooling() {
    pyramid.vectors(map, windows).write(0, windows.size(), vectors);
    return vectors;
  }

  /** A box that touches the same cells: its edges lie somewhere in the outer ones. */
  private static Window inside(Window cells, Random random) {
    double left = random.nextDouble() / 2;
    double top = random.nextDouble() / 2;
    double right = random.nextDouble() / 2;
    double bottom = random.nextDouble() / 2;
    return new Window(cells.x0() + left, cells.y0() + top, cells.x1() - right, cells.y1() - bottom);
  }

  /** The mean of each exact bin. */
  @Benchmark
  public FloatBuffer area() {
    areas.vectors(map, boxes).write(0, boxes.size(), vectors);
    return vectors;
  }
}
