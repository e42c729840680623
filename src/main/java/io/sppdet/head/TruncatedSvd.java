package io.sppdet.head;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyev;
import static org.bytedeco.openblas.global.openblas.LAPACK_ROW_MAJOR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A matrix as the product of two thin ones, by its largest singular values: no other product of
 * that rank is nearer to it (Eckart and Young 1936). A fully connected layer of {@code out × in}
 * weights so becomes two of {@code rank · (out + in)} in all (Girshick 2015, section 3.1).
 *
 * @param left {@code (out, rank)}, its columns orthonormal
 * @param right {@code (rank, in)}
 * @param kept share of the sum of the squared weights that is left, in [0, 1]
 */
public record TruncatedSvd(NDArray left, NDArray right, double kept) {

  /**
   * Decomposes a matrix; the factors are float32 in its manager.
   *
   * @param matrix {@code (out, in)}
   * @throws IllegalArgumentException if the rank is not from 1 to the smaller side
   */
  public static TruncatedSvd of(NDArray matrix, int rank) {
    int out = (int) matrix.getShape().get(0);
    int in = (int) matrix.getShape().get(1);
    if (rank < 1 || rank > Math.min(out, in)) {
      throw new IllegalArgumentException(
          "the rank of a %dx%d matrix is from 1 to %d, not %d"
              .formatted(out, in, Math.min(out, in), rank));
    }
    double[] vectors;
    try (NDArray wide = matrix.toType(DataType.FLOAT64, true);
        NDArray products = wide.matMul(wide.transpose())) {
      vectors = products.toDoubleArray(); // eigenvectors of W Wᵀ are the left singular vectors
    }
    double[] squares = new double[out]; // rising
    int info = LAPACKE_dsyev(LAPACK_ROW_MAJOR, (byte) 'V', (byte) 'U', out, vectors, out, squares);
    if (info != 0) {
      throw new IllegalStateException("singular vectors did not converge: " + info);
    }
    float[] first = new float[out * rank];
    for (int i = 0; i < out; i++) {
      for (int k = 0; k < rank; k++) {
        first[i * rank + k] = (float) vectors[i * out + out - 1 - k]; // in columns
      }
    }
    NDArray left = matrix.getManager().create(first, new Shape(out, rank));
    double largest = Arrays.stream(squares, out - rank, out).sum();
    return new TruncatedSvd(
        left, left.transpose().matMul(matrix), largest / Arrays.stream(squares).sum());
  }
}
