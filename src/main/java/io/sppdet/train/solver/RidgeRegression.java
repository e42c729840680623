package io.sppdet.train.solver;

import static org.bytedeco.openblas.global.openblas.LAPACKE_sposv;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.tensor.Tensors;

/**
 * Linear least squares with an L2 penalty, {@code argmin ‖XW − Y‖² + λ‖W‖²}, from the normal
 * equations, so that rows can be added block by block and need not be kept.
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
    this.gram = manager.zeros(new Shape(inputs, inputs));
    this.product = manager.zeros(new Shape(inputs, outputs));
  }

  /** Adds rows: {@code x} is {@code (rows, inputs)}, {@code y} is {@code (rows, outputs)}. */
  public void add(float[] x, float[] y) {
    int rows = x.length / inputs;
    try (NDManager scope = manager.newSubManager()) {
      NDArray transposed = scope.create(x, new Shape(rows, inputs)).transpose();
      gram.addi(transposed.matMul(transposed.transpose()));
      product.addi(transposed.matMul(scope.create(y, new Shape(rows, outputs))));
    }
  }

  /** The solution W, {@code (inputs, outputs)}, by Cholesky decomposition. */
  public float[] solve(float lambda) {
    float[] a = gram.toFloatArray();
    for (int i = 0; i < inputs; i++) {
      a[i * inputs + i] += lambda;
    }
    float[] b = product.toFloatArray();
    int info = LAPACKE_sposv(LAPACK_ROW_MAJOR, (byte) 'U', inputs, outputs, a, inputs, b, outputs);
    if (info != 0) {
      throw new IllegalStateException("normal equations are not positive definite: " + info);
    }
    return b;
  }

  @Override
  public void close() {
    manager.close();
  }
}
