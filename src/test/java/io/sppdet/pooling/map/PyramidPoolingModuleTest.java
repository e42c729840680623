package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PPM and PSPModule. */
class PyramidPoolingModuleTest {
  private static final List<Integer> BINS = List.of(1, 2, 3, 6);
  private static final float EPSILON = 1e-5f;

  @ParameterizedTest
  @ValueSource(strings = {"30x30", "17x23"})
  void ppmIsThatOfTheReference(String size) throws IOException {
    try (Reference reference = Reference.open("ppm.npz")) {
      PyramidPoolingModule module =
          new PyramidPoolingModule(
              BINS.stream()
                  .map(
                      n ->
                          new PyramidPoolingModule.Level(
                              n,
                              reference.convolution("ppm_weight_" + size + "_" + n, null),
                              reference.norm("ppm_bn_" + size + "_" + n, EPSILON)))
                  .toList());
      NDArray output = module.apply(reference.array("x_" + size), false);
      reference.assertEqual("ppm_out_" + size, output, 1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"30x30", "17x23"})
  void pspModuleIsThatOfTheReference(String size) throws IOException {
    try (Reference reference = Reference.open("ppm.npz")) {
      PspModule module =
          new PspModule(
              BINS.stream()
                  .map(
                      n ->
                          new PspModule.Level(
                              n, reference.convolution("psp_weight_" + size + "_" + n, null)))
                  .toList(),
              reference.convolution(
                  "psp_bottleneck_weight_" + size, "psp_bottleneck_bias_" + size));
      NDArray output = module.apply(reference.array("x_" + size));
      reference.assertEqual("psp_out_" + size, output, 1e-5);
    }
  }

  private static PyramidPoolingModule.Level level(
      int bins, NDArray weight, NDArray gamma, NDArray beta) {
    NDManager scope = weight.getManager();
    return new PyramidPoolingModule.Level(
        bins,
        new PointwiseConvolution(weight, null),
        new BatchNormalization(
            gamma,
            beta,
            scope.create(new double[] {0.3, -0.2}),
            scope.create(new double[] {1.2, 0.8}),
            EPSILON,
            0.9f));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsOfPpmAreThoseOfTheDifferences(boolean training) {
    GradientCheck.check(
        6,
        in ->
            new PyramidPoolingModule(
                    List.of(
                        level(1, in.get(1), in.get(2), in.get(3)),
                        level(3, in.get(4), in.get(5), in.get(6))))
                .apply(in.get(0), training),
        new Shape(3, 4, 7, 5),
        new Shape(2, 4, 1, 1),
        new Shape(2),
        new Shape(2),
        new Shape(2, 4, 1, 1),
        new Shape(2),
        new Shape(2));
  }

  private static PspModule pspModule(NDList in) {
    return new PspModule(
        List.of(
            new PspModule.Level(2, new PointwiseConvolution(in.get(1), null)),
            new PspModule.Level(6, new PointwiseConvolution(in.get(2), null))),
        new PointwiseConvolution(in.get(3), in.get(4)));
  }

  @Test
  void gradientsOfPspModuleAreThoseOfTheDifferences() {
    GradientCheck.check(
        7,
        in -> pspModule(in).apply(in.get(0)),
        new Shape(2, 3, 5, 7),
        new Shape(2, 3, 1, 1),
        new Shape(1, 3, 1, 1),
        new Shape(4, 6, 1, 1),
        new Shape(4));
  }

  /** The same input gives the same bytes, wherever its buffers happen to lie. */
  @Test
  void sameInputGivesTheSameBytes() throws IOException {
    float[] first = null;
    for (int i = 0; i < 5; i++) {
      try (Reference reference = Reference.open("ppm.npz")) {
        reference.scope().create(new float[3 * i + 1]);
        PyramidPoolingModule.Level level =
            new PyramidPoolingModule.Level(
                6,
                reference.convolution("ppm_weight_17x23_6", null),
                reference.norm("ppm_bn_17x23_6", EPSILON));
        float[] output = level.apply(reference.array("x_17x23"), false).toFloatArray();
        first = first == null ? output : first;
        assertArrayEquals(first, output);
      }
    }
  }

  /** More bins than cells repeat cells, as in PyTorch: a single cell is the mean of all bins. */
  @Test
  void aSingleCellServesAnyBins() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.create(new double[] {1, -2}, new Shape(1, 2, 1, 1));
      NDArray identity = scope.create(new double[] {1, 0, 0, 1}, new Shape(2, 2, 1, 1));
      NDArray twice = scope.create(new double[] {1, 0, 1, 0, 0, -1, 0, -1}, new Shape(2, 4, 1, 1));
      PspModule module =
          new PspModule(
              List.of(new PspModule.Level(6, new PointwiseConvolution(identity, null))),
              new PointwiseConvolution(twice, null));
      assertEquals("[2.0, 4.0]", Arrays.toString(module.apply(maps).toDoubleArray()));
    }
  }

  @Test
  void aSingleMapHasNoStatisticsInOneBin() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray ones = scope.ones(new Shape(2));
      PyramidPoolingModule module =
          new PyramidPoolingModule(
              List.of(
                  new PyramidPoolingModule.Level(
                      1,
                      new PointwiseConvolution(scope.ones(new Shape(2, 4, 1, 1)), null),
                      new BatchNormalization(ones, ones, ones, ones, EPSILON, 0.9f))));
      NDArray maps = scope.ones(new Shape(1, 4, 8, 8));
      assertThrows(IllegalArgumentException.class, () -> module.apply(maps, true));
      assertEquals(new Shape(1, 6, 8, 8), module.apply(maps, false).getShape());
      NDArray narrow = scope.ones(new Shape(1, 3, 8, 8));
      assertThrows(IllegalArgumentException.class, () -> module.apply(narrow, false));
    }
  }

  @Test
  void binsMustBePositive() {
    try (NDManager scope = NDManager.newBaseManager()) {
      PointwiseConvolution convolution =
          new PointwiseConvolution(scope.ones(new Shape(2, 4, 1, 1)), null);
      var e =
          assertThrows(IllegalArgumentException.class, () -> new PspModule.Level(0, convolution));
      assertEquals("bins must be positive: 0", e.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> new PyramidPoolingModule.Level(-1, convolution, null));
    }
  }
}
