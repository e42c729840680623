package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedSvdTest {

  /** Singular values 3, 2 and 1 in another order and with other signs. */
  @Test
  void theLargestSingularValuesAreKept() {
    try (NDManager scope = NDManager.newBaseManager()) {
      float[] rows = {0, -2, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0};
      TruncatedSvd svd = TruncatedSvd.of(scope.create(rows, new Shape(3, 4)), 2);
      assertEquals(13 / 14.0, svd.kept(), 1e-6);
      float[] product = svd.left().matMul(svd.right()).toFloatArray();
      rows[8] = 0;
      for (int i = 0; i < rows.length; i++) {
        assertEquals(rows[i], product[i], 1e-6);
      }
    }
  }

  /** What is missing of the squares is the squared error: the factors are an orthogonal split. */
  @ParameterizedTest
  @CsvSource({"30,50,1", "30,50,12", "50,30,12", "30,50,30"})
  void whatIsNotKeptIsTheError(int out, int in, int rank) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray matrix = scope.randomNormal(0, 1, new Shape(out, in), DataType.FLOAT32);
      TruncatedSvd svd = TruncatedSvd.of(matrix, rank);
      assertEquals(new Shape(out, rank), svd.left().getShape());
      assertEquals(new Shape(rank, in), svd.right().getShape());
      double all = matrix.square().sum().getFloat();
      double error = matrix.sub(svd.left().matMul(svd.right())).square().sum().getFloat();
      assertEquals((1 - svd.kept()) * all, error, 1e-5 * all);
      NDArray unit = svd.left().transpose().matMul(svd.left()).sub(scope.eye(rank));
      assertEquals(0, unit.abs().max().getFloat(), 1e-5);
    }
  }

  @Test
  void aRankThatDoesNotFitIsRefused() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray matrix = scope.zeros(new Shape(4, 3));
      assertThrows(IllegalArgumentException.class, () -> TruncatedSvd.of(matrix, 0));
      assertThrows(IllegalArgumentException.class, () -> TruncatedSvd.of(matrix, 4));
    }
  }
}
