package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import io.sppdet.pooling.roi.Concatenation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pyramid pooling modules of TensorFlow 2 and 1. */
class TensorFlowPyramidPoolingTest {
  private static final float EPSILON = 1e-3f;

  @ParameterizedTest
  @CsvSource({
    "30x30,1", "30x30,2", "30x30,3", "30x30,6", "29x41,1", "29x41,2", "29x41,3", "29x41,6"
  })
  void levelsAreThoseOfTheReference(String size, int n) throws IOException {
    String name = size + "_" + n;
    try (Reference reference = Reference.open("ppm_tensorflow.npz")) {
      NDArray maps = reference.array("x_" + size);
      SameAveragePooling pooling = new SameAveragePooling(n);
      PointwiseConvolution convolution = reference.convolution("weight_" + name, "bias_" + name);
      BatchNormalization norm = reference.norm("bn_" + name, EPSILON);
      BatchNormalization withoutGamma =
          new BatchNormalization(
              null, norm.beta(), norm.mean(), norm.variance(), EPSILON, norm.momentum());
      reference.assertEqual("pool_" + name, pooling.apply(maps), 1e-6);
      reference.assertEqual(
          "out_" + name,
          new TensorFlow2PyramidPooling.Level(pooling, convolution, norm).apply(maps, false),
          1e-5);
      reference.assertEqual(
          "tf1_out_" + name,
          new TensorFlow1PyramidPooling.Level(pooling, convolution, withoutGamma)
              .apply(maps, false),
          1e-5);
    }
  }

  /** Python's round is the one of the rule: half to even. */
  @ParameterizedTest
  @CsvSource({"29,2,14", "31,2,16", "15,6,2", "21,6,4", "9,6,2", "30,3,10", "7,1,7", "4,6,1"})
  void poolsAreRoundedHalfToEven(int cells, int bins, int size) {
    assertEquals(size, new SameAveragePooling(bins).size(cells));
  }

  @ParameterizedTest
  @CsvSource({"3,8", "8,3", "2,8"})
  void mapsOfHalfTheBinsOrLessAreRefused(int height, int width) {
    int side = Math.min(height, width);
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.ones(new Shape(1, 2, height, width));
      var e =
          assertThrows(IllegalArgumentException.class, () -> new SameAveragePooling(6).apply(maps));
      assertEquals(
          "a side of "
              + side
              + " cells can't be pooled to 6 bins: a pool of round("
              + side
              + " / 6) = 0 cells",
          e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> new SameAveragePooling(0));
  }

  private static BatchNormalization norm(NDArray gamma, NDArray beta) {
    NDManager scope = beta.getManager();
    return new BatchNormalization(
        gamma,
        beta,
        scope.create(new double[] {0.3, -0.2}),
        scope.create(new double[] {1.2, 0.8}),
        EPSILON,
        0.99f);
  }

  /** Batch norm takes a bias before it away in training: there it has no gradient to be checked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfVersion2AreThoseOfTheDifferences(boolean training) {
    List<Shape> shapes =
        List.of(
            new Shape(2, 3, 5, 7), new Shape(2, 3, 1, 1), new Shape(2), new Shape(2), new Shape(2));
    GradientCheck.check(
        8,
        in ->
            new TensorFlow2PyramidPooling(
                    List.of(
                        new TensorFlow2PyramidPooling.Level(
                            new SameAveragePooling(2),
                            new PointwiseConvolution(in.get(1), training ? null : in.get(4)),
                            norm(in.get(2), in.get(3)))))
                .apply(in.get(0), training),
        shapes.subList(0, training ? 4 : 5).toArray(Shape[]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfVersion1AreThoseOfTheDifferences(boolean training) {
    GradientCheck.check(
        9,
        in ->
            new TensorFlow1PyramidPooling(
                    List.of(
                        new TensorFlow1PyramidPooling.Level(
                            new SameAveragePooling(2),
                            new PointwiseConvolution(in.get(1), in.get(2)),
                            norm(null, in.get(3)))))
                .apply(in.get(0), training),
        new Shape(2, 3, 6, 8),
        new Shape(2, 3, 1, 1),
        new Shape(2),
        new Shape(2));
  }

  /**
   * TensorFlow's batch norm of one value: its mean is the value, its variance 0, so that the offset
   * is left; the running statistics move as ever, 0.99 · 0 + 0.01 · 7 and 0.99 · 1.
   */
  @Test
  void oneImageAndOneBinCanBeTrained() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.full(new Shape(1, 3, 4, 4), 2f);
      for (int version : new int[] {1, 2}) {
        NDArray mean = scope.zeros(new Shape(2));
        NDArray variance = scope.ones(new Shape(2));
        NDArray offset = scope.create(new float[] {5, -5});
        BatchNormalization norm =
            new BatchNormalization(null, offset, mean, variance, EPSILON, 0.99f);
        PointwiseConvolution convolution =
            new PointwiseConvolution(
                scope.ones(new Shape(2, 3, 1, 1)), scope.create(new float[] {1, 1}));
        SameAveragePooling pooling = new SameAveragePooling(1);
        NDArray all =
            version == 1
                ? new TensorFlow1PyramidPooling(
                        List.of(new TensorFlow1PyramidPooling.Level(pooling, convolution, norm)))
                    .apply(maps, true)
                : new TensorFlow2PyramidPooling(
                        List.of(new TensorFlow2PyramidPooling.Level(pooling, convolution, norm)))
                    .apply(maps, true);
        float[] expected = new float[80];
        Arrays.fill(expected, 0, 48, 2);
        Arrays.fill(expected, 48, 64, 5);
        assertArrayEquals(expected, all.toFloatArray());
        assertArrayEquals(new float[] {0.07f, 0.07f}, mean.toFloatArray(), 1e-6f);
        assertArrayEquals(new float[] {0.99f, 0.99f}, variance.toFloatArray(), 1e-6f);
      }
    }
  }

  /** The maps have the gradient of their copies, the offset its own, the convolution none. */
  @Test
  void gradientsOfOneImageAndOneBinAreThoseOfTheDifferences() {
    GradientCheck.check(
        10,
        in -> {
          NDManager scope = in.get(0).getManager();
          NDArray weight = scope.ones(new Shape(2, 3, 1, 1), in.get(0).getDataType());
          BatchNormalization norm = norm(null, in.get(1));
          return new TensorFlow1PyramidPooling(
                  List.of(
                      new TensorFlow1PyramidPooling.Level(
                          new SameAveragePooling(1), new PointwiseConvolution(weight, null), norm)))
              .apply(in.get(0), true);
        },
        new Shape(1, 3, 4, 4),
        new Shape(2));
  }

  /** A module of no levels is the maps themselves. */
  @Test
  void mapsAloneHaveAGradient() {
    GradientCheck.check(
        11,
        in -> new TensorFlow1PyramidPooling(List.of()).apply(in.get(0), true),
        new Shape(1, 2, 3, 3));
    GradientCheck.check(
        12,
        in -> new TensorFlow2PyramidPooling(List.of()).apply(in.get(0), true),
        new Shape(1, 2, 3, 3));
    GradientCheck.check(13, in -> Concatenation.of(new NDList(in.get(0)), 0), new Shape(2, 3));
  }

  /** Gamma is 0, so that a level is the ReLU of beta everywhere: 5 and, for −5, 0. */
  @Test
  void mapsComeBeforeTheLevels() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.arange(48f).reshape(1, 3, 4, 4);
      NDArray zeros = scope.zeros(new Shape(2));
      BatchNormalization norm =
          new BatchNormalization(
              zeros,
              scope.create(new float[] {5, -5}),
              zeros,
              scope.ones(new Shape(2)),
              EPSILON,
              0.99f);
      PointwiseConvolution convolution =
          new PointwiseConvolution(scope.ones(new Shape(2, 3, 1, 1)), null);
      SameAveragePooling pooling = new SameAveragePooling(2);
      float[] expected = Arrays.copyOf(maps.toFloatArray(), 80);
      Arrays.fill(expected, 48, 64, 5);
      assertArrayEquals(
          expected,
          new TensorFlow2PyramidPooling(
                  List.of(new TensorFlow2PyramidPooling.Level(pooling, convolution, norm)))
              .apply(maps, false)
              .toFloatArray());
      assertArrayEquals(
          expected,
          new TensorFlow1PyramidPooling(
                  List.of(new TensorFlow1PyramidPooling.Level(pooling, convolution, norm)))
              .apply(maps, false)
              .toFloatArray());
    }
  }

  /** 29×41 cells with 2 bins become 42×60, as in the reference: nothing to put beside the map. */
  @Test
  void levelsOfAnotherSizeAreNamed() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.ones(new Shape(1, 3, 29, 41));
      NDArray ones = scope.ones(new Shape(2));
      TensorFlow1PyramidPooling module =
          new TensorFlow1PyramidPooling(
              List.of(
                  new TensorFlow1PyramidPooling.Level(
                      new SameAveragePooling(2),
                      new PointwiseConvolution(scope.ones(new Shape(2, 3, 1, 1)), ones),
                      new BatchNormalization(null, ones, ones, ones, EPSILON, 0.99f))));
      var e = assertThrows(IllegalArgumentException.class, () -> module.apply(maps, false));
      assertEquals(
          "a map of 41x29 cells gives a level of 60x42 cells for 2 bins, which can't stand beside"
              + " it",
          e.getMessage());
    }
  }
}
