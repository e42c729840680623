package io.sppdet.train.solver;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dposv;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.tensor.Tensors;

/**
 * Linear least squares with an L2 penalty, {@code argmin ‖XW − Y‖² + λ‖W‖²}, from the normal
 * equations, so that rows can be added block by block and need not be kept. The equations are
 * float64: an input that is the mean of others, as a coarse bin is of finer ones, leaves nothing
 * but λ to tell them apart, which float32 loses beside sums a million times as large.
 */
public final class RidgeRegression implements AutoCloseable {
  private final int inputs;
  private final int outputs;
  private final NDManager manager;
  private final NDArray gram;
  private final NDArray product;

  public RidgeRegression(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.manager = Tensors.newManager();
    this.gram = manager.zeros(new Shape(inputs, inputs), DataType.FLOAT64);
    this.product = manager.zeros(new Shape(inputs, outputs), DataType.FLOAT64);
  }

  /** Adds rows: {@code x} is {@code (rows, inputs)}, {@code y} is {@code (rows, outputs)}. */
  public void add(float[] x, float[] y) {
    int rows = x.length / inputs;
    try (NDManager scope = manager.newSubManager()) {
      NDArray transposed = wide(scope.create(x, new Shape(rows, inputs))).transpose();
      gram.addi(transposed.matMul(transposed.transpose()));
      product.addi(transposed.matMul(wide(scope.create(y, new Shape(rows, outputs)))));
    }
  }

  /**
   * The solution W, {@code (inputs, outputs)}, by Cholesky decomposition.
   *
   * @param lambda over 0
   */
  public float[] solve(float lambda) {
    double[] a = gram.toDoubleArray();
    for (int i = 0; i < inputs; i++) {
      a[i * inputs + i] += lambda;
    }
    double[] b = product.toDoubleArray();
    int info = LAPACKE_dposv(LAPACK_ROW_MAJOR, (byte) 'U', inputs, outputs, a, inputs, b, outputs);
    if (info != 0) {
      throw new IllegalStateException("normal equations are not positive definite: " + info);
    }
    float[] solution = new float[b.length];
    for (int i = 0; i < b.length; i++) {
      solution[i] = (float) b[i];
    }
    return solution;
  }

  private static NDArray wide(NDArray x) {
    return x.toType(DataType.FLOAT64, false);
  }

  @Override
  public void close() {
    manager.close();
  }
}
