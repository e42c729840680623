package io.sppdet.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.Precision;
import io.sppdet.operator.Sliding;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the machine does at its best: products of large matrices, and copies of memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class PeakBenchmark {
  /** Of a matrix: a product is {@code 2 · SIDE³} operations. */
  private static final int SIDE = 4096;

  /** Floats that are copied, far more than the caches hold, in so many parts. */
  private static final int COPIED = 1 << 26;

  private static final int PARTS = 64;

  private final float[] source = new float[COPIED];
  private final float[] target = new float[COPIED];

  private NDManager manager;
  private FusedOperators operators;
  private NDArray cells;
  private NDArray weight;
  private NDArray bias;
  private NDArray roundedCells;
  private NDArray roundedWeight;
  private NDArray roundedBias;

  @Setup
  public void load() {
    NativeLibraries.configure();
    NativeLibraries.loadPyTorch();
    manager = NDManager.newBaseManager();
    operators = FusedOperators.load(manager);
    NDArray matrix = manager.randomUniform(-1, 1, new Shape(SIDE, SIDE, 1, 1));
    weight = operators.packed(matrix, 1, 1);
    cells =
        matrix.reshape(1, SIDE, 1, SIDE).transpose(0, 3, 1, 2); // the product: a 1×1 convolution
    bias = manager.zeros(new Shape(SIDE));
    if (Precision.BFLOAT16.isThere()) {
      roundedWeight = operators.packed(operators.bfloat16(matrix), 1, 1);
      roundedCells = operators.bfloat16(cells);
      roundedBias = operators.bfloat16(bias);
    }
  }

  @TearDown
  public void close() {
    manager.close();
  }

  @Benchmark
  public void float32() {
    operators.convolution(cells, weight, bias, Sliding.EACH_CELL, 1, Activation.NONE).close();
  }

  @Benchmark
  public void bfloat16() {
    operators
        .convolution(
            roundedCells, roundedWeight, roundedBias, Sliding.EACH_CELL, 1, Activation.NONE)
        .close();
  }

  /** Reads and writes {@link #COPIED} floats. */
  @Benchmark
  public float[] copy() {
    int part = COPIED / PARTS;
    IntStream.range(0, PARTS)
        .parallel()
        .forEach(i -> System.arraycopy(source, i * part, target, i * part, part));
    return target;
  }
}
