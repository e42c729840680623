package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SppBlockTest {
  private static final float EPSILON = 1e-3f;

  @Test
  void valuesAreThoseOfTheReference() throws IOException {
    try (Reference reference = Reference.open("spp_block.npz")) {
      SppBlock block =
          new SppBlock(
              reference.convolution("cv1_weight", null),
              reference.norm("cv1_bn", EPSILON),
              reference.convolution("cv2_weight", null),
              reference.norm("cv2_bn", EPSILON));
      reference.assertEqual("out", block.apply(reference.array("x"), false), 1e-5);
    }
  }

  /**
   * A block that hands its four parts through, but for SiLU twice: around a peak of a map of 15×15
   * cells, squares of 5, 9 and 13 cells.
   */
  @Test
  void eachMaximumReachesAsFarAsItsKernel() {
    try (NDManager scope = NDManager.newBaseManager()) {
      double[] values = new double[225];
      values[7 * 15 + 7] = 4;
      NDArray one = scope.create(new double[] {1});
      BatchNormalization none =
          new BatchNormalization(one, one.zerosLike(), one.zerosLike(), one, 0, 0.9f);
      BatchNormalization none4 =
          new BatchNormalization(
              null,
              scope.create(new double[4]),
              scope.create(new double[4]),
              scope.create(new double[] {1, 1, 1, 1}),
              0,
              0.9f);
      SppBlock block =
          new SppBlock(
              new PointwiseConvolution(one.reshape(1, 1, 1, 1), null),
              none,
              new PointwiseConvolution(scope.create(eye4(), new Shape(4, 4, 1, 1)), null),
              none4);
      double[] output =
          block.apply(scope.create(values, new Shape(1, 1, 15, 15)), false).toDoubleArray();
      double peak = silu(silu(4));
      double[] expected = new double[900];
      int[] reach = {0, 2, 4, 6};
      for (int part = 0; part < 4; part++) {
        for (int y = -reach[part]; y <= reach[part]; y++) {
          for (int x = -reach[part]; x <= reach[part]; x++) {
            expected[part * 225 + (7 + y) * 15 + 7 + x] = peak;
          }
        }
      }
      assertArrayEquals(expected, output, 1e-12);
    }
  }

  private static double[] eye4() {
    double[] eye = new double[16];
    for (int i = 0; i < 4; i++) {
      eye[5 * i] = 1;
    }
    return eye;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsAreThoseOfTheDifferences(boolean training) {
    GradientCheck.check(
        5,
        in -> {
          NDManager scope = in.get(0).getManager();
          NDArray mean = scope.create(new double[] {0.5, -1});
          NDArray variance = scope.create(new double[] {1.5, 0.5});
          NDArray wideMean = scope.create(new double[] {0.5, -1, 0});
          NDArray wideVariance = scope.create(new double[] {1.5, 0.5, 1});
          return new SppBlock(
                  new PointwiseConvolution(in.get(1), null),
                  new BatchNormalization(in.get(2), in.get(3), mean, variance, EPSILON, 0.9f),
                  new PointwiseConvolution(in.get(4), null),
                  new BatchNormalization(
                      in.get(5), in.get(6), wideMean, wideVariance, EPSILON, 0.9f))
              .apply(in.get(0), training);
        },
        new Shape(2, 4, 4, 6),
        new Shape(2, 4, 1, 1),
        new Shape(2),
        new Shape(2),
        new Shape(3, 8, 1, 1),
        new Shape(3),
        new Shape(3));
  }

  @Test
  void channelsThatDoNotFitAreNamed() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray four = scope.ones(new Shape(4));
      BatchNormalization norm = new BatchNormalization(four, four, four, four, EPSILON, 0.9f);
      PointwiseConvolution reduce =
          new PointwiseConvolution(scope.ones(new Shape(4, 8, 1, 1)), null);
      PointwiseConvolution narrow =
          new PointwiseConvolution(scope.ones(new Shape(4, 12, 1, 1)), null);
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> new SppBlock(reduce, norm, narrow, norm));
      assertEquals("the second convolution must take 4 · 4 = 16 channels, not 12", e.getMessage());
      SppBlock block =
          new SppBlock(
              reduce,
              norm,
              new PointwiseConvolution(scope.ones(new Shape(4, 16, 1, 1)), null),
              norm);
      NDArray maps = scope.ones(new Shape(1, 7, 5, 5));
      e = assertThrows(IllegalArgumentException.class, () -> block.apply(maps, false));
      assertEquals("expected maps of 8 channels, got the shape (1, 7, 5, 5)", e.getMessage());
    }
  }

  @Test
  void otherConvolutionsAreRefused() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray wide = scope.ones(new Shape(4, 8, 3, 3));
      assertThrows(IllegalArgumentException.class, () -> new PointwiseConvolution(wide, null));
      NDArray weight = scope.ones(new Shape(4, 8, 1, 1));
      NDArray bias = scope.ones(new Shape(8));
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> new PointwiseConvolution(weight, bias));
      assertEquals("expected a bias of 4 values, got the shape (8)", e.getMessage());
    }
  }
}
