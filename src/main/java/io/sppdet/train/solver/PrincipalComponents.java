package io.sppdet.train.solver;

import static org.bytedeco.openblas.global.openblas.LAPACKE_ssyev;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.tensor.Tensors;

/**
 * The directions in which vectors vary most: eigenvectors of their covariance, gathered block by
 * block.
 */
public final class PrincipalComponents implements AutoCloseable {
  private final int length;
  private final NDManager manager;
  private final NDArray products;
  private final NDArray sum;
  private long count;

  public PrincipalComponents(int length) {
    this.length = length;
    this.manager = Tensors.newManager();
    this.products = manager.zeros(new Shape(length, length));
    this.sum = manager.zeros(new Shape(length));
  }

  /** Adds rows, {@code (n, length)}. */
  public void add(NDArray rows) {
    try (NDArray transposed = rows.transpose();
        NDArray product = transposed.matMul(rows);
        NDArray total = rows.sum(new int[] {0})) {
      products.addi(product);
      sum.addi(total);
      count += rows.getShape().get(0);
    }
  }

  public float[] mean() {
    float[] mean = sum.toFloatArray();
    for (int i = 0; i < length; i++) {
      mean[i] /= count;
    }
    return mean;
  }

  /**
   * The first components.
   *
   * @return {@code (components, length)}, of length 1 each, the one of most variance first
   */
  public float[] first(int components) {
    float[] covariance = products.toFloatArray();
    float[] mean = mean();
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < length; j++) {
        covariance[i * length + j] = covariance[i * length + j] / count - mean[i] * mean[j];
      }
    }
    float[] variances = new float[length]; // rising
    int info =
        LAPACKE_ssyev(
            LAPACK_ROW_MAJOR, (byte) 'V', (byte) 'U', length, covariance, length, variances);
    if (info != 0) {
      throw new IllegalStateException("eigenvectors did not converge: " + info);
    }
    float[] vectors = new float[components * length];
    for (int k = 0; k < components; k++) {
      for (int i = 0; i < length; i++) {
        vectors[k * length + i] = covariance[i * length + length - 1 - k]; // in columns
      }
    }
    return vectors;
  }

  @Override
  public void close() {
    manager.close();
  }
}
