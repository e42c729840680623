package io.sppdet.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.IntegerOperators.Input;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers in integers equal the sums of rounded numbers, written as loops. */
class IntegerOperatorsTest {
  private static final float UNIT6 = 6f / 255;

  private static NDManager manager;
  private static IntegerOperators operators;

  @BeforeAll
  static void load() {
    NativeLibraries.configure();
    manager = NDManager.newBaseManager();
    assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    operators = FusedOperators.load(manager).integers();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  /** Weights as whole numbers, filter by filter, and the unit of each filter. */
  private static final class Whole {
    private final int[][] weights;
    private final float[] units;

    private Whole(int[][] weights, float[] units) {
      this.weights = weights;
      this.units = units;
    }

    static Whole of(float[] weights, int out, boolean depthwise) {
      int in = weights.length / out;
      int[][] whole = new int[out][in];
      float[] units = new float[out];
      for (int o = 0; o < out; o++) {
        float largest = 0;
        for (int i = 0; i < in; i++) {
          float w = weights[o * in + i];
          float next = depthwise || i % 2 == 1 || i + 1 == in ? 0 : weights[o * in + i + 1];
          largest = Math.max(largest, Math.abs(w));
          if (w * next > 0) {
            largest = Math.max(largest, Math.abs(w + next));
          }
        }
        units[o] = largest / 127;
        whole[o] = rounded(Arrays.copyOfRange(weights, o * in, (o + 1) * in), units[o]);
      }
      return new Whole(whole, units);
    }

    /** The nearest whole numbers, then one after the other a step towards the exact sum. */
    private static int[] rounded(float[] filter, float unit) {
      int[] nearest = new int[filter.length];
      double[] errors = new double[filter.length];
      double missing = 0;
      for (int i = 0; i < filter.length; i++) {
        float exact = filter[i] / unit;
        nearest[i] = (int) Math.rint(exact);
        errors[i] = exact - nearest[i];
        missing += errors[i];
      }
      int sign = (int) Math.signum(Math.rint(missing));
      for (long steps = Math.abs(Math.round(Math.rint(missing))); steps > 0; steps--) {
        int furthest = 0;
        for (int i = 1; i < filter.length; i++) {
          if (sign * errors[i] > sign * errors[furthest]) {
            furthest = i;
          }
        }
        nearest[furthest] += sign;
        errors[furthest] = -sign * Double.MAX_VALUE;
      }
      return nearest;
    }

    /** The sum of a filter over cells that hold {@code zero} for zero. */
    float sum(int filter, int[] cells, int zero, float unit) {
      int sum = 0;
      for (int i = 0; i < cells.length; i++) {
        sum += weights[filter][i] * (cells[i] - zero);
      }
      return sum * units[filter] * unit;
    }
  }

  private static float[] normal(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] absolute(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }

  private static float largest(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }

  private static int[] rounded(float[] values, int from, int to, float unit, int zero) {
    int[] cells = new int[to - from];
    for (int i = from; i < to; i++) {
      cells[i - from] = Math.max(0, Math.min(255, (int) Math.rint(values[i] / unit) + zero));
    }
    return cells;
  }

  /** Over all channels. */
  private static NDList layer(float[] weight, float[] bias, int in, Input input) {
    NDArray filters = manager.create(weight, new Shape(bias.length, in, 1, 1));
    return operators.layer(filters, manager.create(bias), 1, 1, input);
  }

  private static void assertNear(float[] wanted, float[] found) {
    assertEquals(wanted.length, found.length);
    assertArrayEquals(wanted, found, 1e-5f * (1 + largest(wanted, 0, wanted.length)));
  }

  /**
   * Channels, weights and rows that are as large as they can be, so that two products exceed 16
   * bits where weights were rounded one by one, and others that are random.
   */
  @ParameterizedTest
  @CsvSource({
    "POSITIVE, 5376, false",
    "SIGNED, 5376, false",
    "POSITIVE, 64, true",
    "SIGNED, 64, true",
    "POSITIVE, 33, true",
    "SIGNED, 33, false"
  })
  void aRowIsSummedInWholeNumbers(Input input, int in, boolean extreme) {
    int out = 17;
    int rows = 9;
    float[] weight = normal(out * in, 1);
    float[] x = normal(rows * in, 2);
    if (extreme) {
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (i / in) % 2 == 0 ? 1 : -1;
      }
      Arrays.fill(x, 3);
    }
    if (input == Input.POSITIVE) {
      x = absolute(x);
    }
    float[] bias = normal(out, 3);
    Whole whole = Whole.of(weight, out, false);
    float[] wanted = new float[rows * out];
    for (int r = 0; r < rows; r++) {
      int zero = input == Input.SIGNED ? 128 : 0;
      float unit = largest(x, r * in, (r + 1) * in) / (input == Input.SIGNED ? 127 : 255);
      int[] cells = rounded(x, r * in, (r + 1) * in, unit, zero);
      for (int o = 0; o < out; o++) {
        wanted[r * out + o] = Math.max(0, whole.sum(o, cells, zero, unit) + bias[o]);
      }
    }
    NDList layer = layer(weight, bias, in, input);
    NDArray given = manager.create(x, new Shape(rows, in));
    assertNear(wanted, operators.rows(given, input, layer).toFloatArray());
  }

  /** To the bit. */
  @ParameterizedTest
  @EnumSource(Input.class)
  void aRowHangsOnNoOther(Input input) {
    int in = 320;
    float[] x = absolute(normal(300 * in, 1));
    NDList layer = layer(normal(64 * in, 2), normal(64, 3), in, input);
    NDArray all = manager.create(x, new Shape(300, in));
    float[] among = operators.rows(all, input, layer).toFloatArray();
    for (int count : new int[] {1, 2, 31}) {
      NDArray few = all.get("7:" + (7 + count)).duplicate();
      float[] found = operators.rows(few, input, layer).toFloatArray();
      float[] wanted = Arrays.copyOfRange(among, 7 * 64, (7 + count) * 64);
      assertArrayEquals(wanted, found);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void aMapWithSignsHasItsOwnUnit(Activation activation) {
    int in = 24;
    int out = 10;
    int cells = 6 * 7;
    float[] x = normal(cells * in, 1); // the channel is fastest
    float[] weight = normal(out * in, 2);
    float[] bias = normal(out, 3);
    Whole whole = Whole.of(weight, out, false);
    float unit = largest(x, 0, x.length) / 127;
    float[] wanted = new float[cells * out];
    for (int c = 0; c < cells; c++) {
      int[] numbers = rounded(x, c * in, (c + 1) * in, unit, 128);
      for (int o = 0; o < out; o++) {
        float sum = whole.sum(o, numbers, 128, unit) + bias[o];
        wanted[c * out + o] =
            switch (activation) {
              case NONE -> sum;
              case RELU -> Math.max(0, sum);
              case RELU6 -> Math.max(0, Math.min(6, sum));
            };
      }
    }
    NDList layer = layer(weight, bias, in, Input.SIGNED);
    NDArray map = map(x, 6, 7, in);
    NDArray found = operators.convolution(map, layer, activation);
    assertNear(wanted, found.transpose(0, 2, 3, 1).toFloatArray());
  }

  private static NDArray map(float[] x, int height, int width, int channels) {
    return manager
        .create(x, new Shape(1, height, width, channels))
        .duplicate()
        .transpose(0, 3, 1, 2);
  }

  @Test
  void aMapOfZerosGivesTheBias() {
    NDList layer = layer(new float[] {1, 2, 0, 0}, new float[] {3, -4}, 2, Input.SIGNED);
    NDArray found = operators.convolution(map(new float[6], 1, 3, 2), layer, Activation.NONE);
    float[] wanted = {3, -4, 3, -4, 3, -4};
    assertArrayEquals(wanted, found.transpose(0, 2, 3, 1).toFloatArray());
  }

  /**
   * The block in loops. A sum that lies between two bytes may be rounded to either, as its last
   * digit has it; some cells then differ by what a byte is worth. At the extreme all bytes and
   * weights of a window are the largest.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 1, true, false",
    "5, 1, false, false",
    "3, 2, false, false",
    "5, 2, false, false",
    "5, 1, false, true"
  })
  void aBlockIsItsLayersInWholeNumbers(int kernel, int stride, boolean residual, boolean extreme) {
    int channels = 8;
    int wide = 48;
    int height = 12;
    int width = 10;
    float[] x = normal(height * width * channels, 1);
    float[] w1 = normal(wide * channels, 2);
    float[] b1 = normal(wide, 3);
    float[] w2 = normal(wide * kernel * kernel, 4);
    float[] b2 = normal(wide, 5);
    float[] w3 = normal(channels * wide, 6);
    float[] b3 = normal(channels, 7);
    if (extreme) {
      Arrays.fill(b1, 7); // 6, the largest byte
      Arrays.fill(w1, 0);
      Arrays.fill(w2, 0.05f);
      Arrays.fill(w3, 1);
    }

    float unit = largest(x, 0, x.length) / 127;
    Whole first = Whole.of(w1, wide, false);
    int[] cells = pointwise(rounded(x, 0, x.length, unit, 128), channels, 128, unit, first, b1);
    int before = (kernel - stride) / 2;
    Whole filters = Whole.of(w2, wide, true);
    int rows = height / stride;
    int columns = width / stride;
    int[] filtered = new int[rows * columns * wide];
    int[] window = new int[kernel * kernel];
    for (int y = 0; y < rows; y++) {
      for (int c = 0; c < columns; c++) {
        for (int o = 0; o < wide; o++) {
          for (int k = 0; k < window.length; k++) {
            int at = y * stride - before + k / kernel;
            int beside = c * stride - before + k % kernel;
            boolean inside = at >= 0 && at < height && beside >= 0 && beside < width;
            window[k] = inside ? cells[(at * width + beside) * wide + o] : 0;
          }
          filtered[(y * columns + c) * wide + o] =
              limited(filters.sum(o, window, 0, UNIT6) + b2[o]);
        }
      }
    }
    Whole last = Whole.of(w3, channels, false);
    float[] wanted = new float[rows * columns * channels];
    for (int c = 0; c < rows * columns; c++) {
      int[] cell = Arrays.copyOfRange(filtered, c * wide, (c + 1) * wide);
      for (int o = 0; o < channels; o++) {
        wanted[c * channels + o] =
            last.sum(o, cell, 0, UNIT6) + b3[o] + (residual ? x[c * channels + o] : 0);
      }
    }

    ResidualBlock block =
        new ResidualBlock(
            layer(w1, b1, channels, Input.SIGNED),
            depthwise(w2, b2, kernel, stride),
            layer(w3, b3, wide, Input.POSITIVE),
            new Sliding(stride, before, kernel - stride - before),
            residual);
    NDArray map = map(x, height, width, channels);
    float[] found = null;
    for (int band : new int[] {rows, 3, 1}) {
      float[] again =
          operators.invertedResidual(map, block, band).transpose(0, 2, 3, 1).toFloatArray();
      if (found == null) {
        found = again;
      }
      assertArrayEquals(found, again, "bands of " + band);
    }
    int differing = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (Math.abs(found[i] - wanted[i]) > 1e-4f) {
        differing++;
        assertEquals(wanted[i], found[i], 0.5f);
      }
    }
    assertEquals(0, differing, 0.02 * wanted.length);
  }

  private static int[] pointwise(
      int[] cells, int in, int zero, float unit, Whole whole, float[] bias) {
    int[] result = new int[cells.length / in * bias.length];
    for (int c = 0; c < cells.length / in; c++) {
      int[] cell = Arrays.copyOfRange(cells, c * in, (c + 1) * in);
      for (int o = 0; o < bias.length; o++) {
        result[c * bias.length + o] = limited(whole.sum(o, cell, zero, unit) + bias[o]);
      }
    }
    return result;
  }

  private static int limited(float sum) {
    return (int) Math.rint(Math.max(0, Math.min(6, sum)) / UNIT6);
  }

  private static NDList depthwise(float[] weight, float[] bias, int kernel, int stride) {
    NDArray filters =
        manager
            .create(weight, new Shape(bias.length, kernel, kernel, 1))
            .duplicate()
            .transpose(0, 3, 1, 2);
    return operators.layer(filters, manager.create(bias), stride, bias.length, Input.POSITIVE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aLayerOfZerosIsItsBias(int in) {
    NDList layer = layer(new float[3 * in], new float[] {1, -1, 0}, in, Input.POSITIVE);
    float[] x = absolute(normal(in, 1));
    float[] found =
        operators.rows(manager.create(x, new Shape(1, in)), Input.POSITIVE, layer).toFloatArray();
    assertArrayEquals(new float[] {1, 0, 0}, found);
  }
}
