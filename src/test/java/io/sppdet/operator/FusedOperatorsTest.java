package io.sppdet.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.FusedOperators.Activation;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FusedOperatorsTest {
  /** Half of the last digit of bfloat16, relative. */
  private static final double ROUNDING = 1.0 / 256;

  private static NDManager manager;
  private static FusedOperators operators;

  @BeforeAll
  static void load() {
    NativeLibraries.configure();
    manager = NDManager.newBaseManager();
    assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    operators = FusedOperators.load(manager);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static float[] normal(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** {@code (N, C, H, W)} with channels-last strides. */
  private static NDArray map(long n, long c, long h, long w, long seed) {
    return manager
        .create(normal((int) (n * c * h * w), seed), new Shape(n, h, w, c))
        .duplicate()
        .transpose(0, 3, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 24, 1, 1, 0, 0, 1",
    "3, 16, 3, 2, 0, 1, 1",
    "24, 24, 3, 1, 1, 1, 24",
    "24, 24, 5, 2, 1, 2, 24",
    "33, 7, 3, 1, 1, 1, 1"
  })
  void aFusedConvolutionOfPackedWeightsIsThatOfDjlToTheBit(
      int in, int out, int kernel, int stride, int before, int after, int groups) {
    NDArray x = map(1, in, 20, 28, 1);
    NDArray weight = map(out, in / groups, kernel, kernel, 2);
    NDArray bias = manager.create(normal(out, 3));
    NDArray sums = convolved(x, new NDList(weight, bias), stride, before, after, groups);
    NDArray packed = operators.packed(weight, stride, groups);
    for (Activation activation : Activation.values()) {
      NDArray fused =
          operators.convolution(
              x, packed, bias, new Sliding(stride, before, after), groups, activation);
      NDArray wanted =
          switch (activation) {
            case NONE -> sums;
            case RELU -> sums.maximum(0);
            case RELU6 -> sums.clip(0, 6);
          };
      assertEquals(wanted.getShape(), fused.getShape());
      assertArrayEquals(wanted.toFloatArray(), fused.toFloatArray(), activation.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 3, 1, 20, true",
    "true, 3, 1, 7, true",
    "true, 5, 1, 6, false",
    "true, 5, 1, 1, true",
    "true, 3, 2, 10, false",
    "true, 3, 2, 3, false",
    "true, 5, 2, 4, false",
    "true, 5, 2, 1, false",
    "false, 3, 1, 9, false"
  })
  void anInvertedResidualBlockIsItsLayersWhateverTheBands(
      boolean expanded, int kernel, int stride, int rows, boolean residual) {
    int channels = 8;
    int wide = expanded ? 48 : channels;
    int before = (kernel - stride) / 2;
    int after = kernel - stride - before;
    NDArray x = map(1, channels, 20, 28, 1);
    NDList expand = expanded ? layer(wide, channels, 1, 2) : new NDList();
    NDList depthwise = layer(wide, 1, kernel, 4);
    NDList project = layer(channels, wide, 1, 6);
    NDArray sums = expanded ? convolved(x, expand, 1, 0, 0, 1).clip(0, 6) : x;
    sums = convolved(sums, depthwise, stride, before, after, wide).clip(0, 6);
    sums = convolved(sums, project, 1, 0, 0, 1);
    NDArray wanted = residual ? sums.add(x) : sums;
    NDArray found =
        operators.invertedResidual(
            x,
            new ResidualBlock(
                expanded ? packed(expand, 1, 1) : expand,
                packed(depthwise, stride, wide),
                packed(project, 1, 1),
                new Sliding(stride, before, after),
                residual),
            rows);
    assertEquals(wanted.getShape(), found.getShape());
    assertArrayEquals(wanted.toFloatArray(), found.toFloatArray(), 1e-5f);
  }

  private static NDList layer(int out, int in, int kernel, long seed) {
    return new NDList(
        map(out, in, kernel, kernel, seed).mul(0.3f), manager.create(normal(out, seed + 1)));
  }

  private static NDList packed(NDList layer, int stride, int groups) {
    return new NDList(operators.packed(layer.get(0), stride, groups), layer.get(1));
  }

  /** By DJL. */
  private static NDArray convolved(
      NDArray x, NDList layer, int stride, int before, int after, int groups) {
    NDArray padded = x.pad(new Shape(before, after, before, after), 0);
    Shape strides = new Shape(stride, stride);
    Shape none = new Shape(0, 0);
    return Conv2d.conv2d(padded, layer.get(0), layer.get(1), strides, none, new Shape(1, 1), groups)
        .singletonOrThrow();
  }

  /** To nearest, ties to even, by the bits. */
  private static float rounded(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
  }

  private static float[] rounded(float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = rounded(values[i]);
    }
    return result;
  }

  @Test
  void bfloat16IsTheNearestNumberOfEightDigits() {
    float[] values = normal(10_000, 5);
    values[0] = Float.intBitsToFloat(0x3F808000); // a tie, down to even
    values[1] = Float.intBitsToFloat(0x3F818000); // a tie, up to even
    NDArray there = operators.bfloat16(manager.create(values));
    assertArrayEquals(rounded(values), operators.float32(there).toFloatArray());
  }

  /** A sum over regions by hand, in double precision, of the rounded numbers. */
  @Test
  void bfloat16SumsInMoreDigits() {
    assumeTrue(Precision.BFLOAT16.isThere(), "no bfloat16 on this processor");
    int in = 5376;
    int out = 16;
    int regions = 9;
    float[] x = normal(in * regions, 1);
    float[] weight = normal(out * in, 2);
    float[] bias = normal(out, 3);
    NDArray sums =
        operators.convolution(
            manager.create(x, new Shape(1, regions, 1, in)).transpose(0, 3, 1, 2),
            operators.packed(
                operators.bfloat16(manager.create(weight, new Shape(out, in, 1, 1))), 1, 1),
            operators.bfloat16(manager.create(bias)),
            Sliding.EACH_CELL,
            1,
            Activation.RELU);
    float[] found = operators.float32(sums).transpose(0, 2, 3, 1).toFloatArray();
    for (int r = 0; r < regions; r++) {
      for (int o = 0; o < out; o++) {
        double sum = rounded(bias[o]);
        for (int i = 0; i < in; i++) {
          sum += (double) rounded(x[r * in + i]) * rounded(weight[o * in + i]);
        }
        double wanted = Math.max(0, sum);
        double error = Math.abs(found[r * out + o] - wanted);
        assertTrue(error <= ROUNDING * wanted + 1e-2, found[r * out + o] + ", not " + wanted);
      }
    }
  }

  @Test
  void theFastestPrecisionIsOneThatIsThere() {
    assertTrue(Precision.FLOAT32.isThere());
    assertTrue(Precision.fastest().isThere());
    assertEquals("bfloat16", Precision.BFLOAT16.toString());
  }
}
