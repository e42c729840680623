package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv5Test {
  private static final int OUT = 5;
  private static final int LAST = 4;
  private static final int LATERAL = 3;

  /** The layer in plain loops; maps are {@code (C, H, W)}, the result {@code (H, W, C)}. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record PlainConv5(float[] weight, float[] bias, float[] lateral) {
    double[] of(float[] last, float[] beside, int height, int width) {
      double[] result = new double[4 * height * width * OUT];
      for (int y = 0; y < 2 * height; y++) {
        for (int x = 0; x < 2 * width; x++) {
          for (int o = 0; o < OUT; o++) {
            double sum = bias[o];
            // an odd cell is a coarse cell, an even one lies between two of them
            for (int row : new int[] {(y - 1 + (y & 1)) >> 1, y >> 1}) {
              for (int col : new int[] {(x - 1 + (x & 1)) >> 1, x >> 1}) {
                sum += convolved(last, Math.max(0, row), Math.max(0, col), height, width, o) / 4;
              }
            }
            for (int c = 0; c < LATERAL; c++) {
              sum += lateral[o * LATERAL + c] * beside[(c * 2 * height + y) * 2 * width + x];
            }
            result[(y * 2 * width + x) * OUT + o] = Math.max(0, sum);
          }
        }
      }
      return result;
    }

    private double convolved(float[] map, int y, int x, int height, int width, int o) {
      double sum = 0;
      for (int c = 0; c < LAST; c++) {
        sum += weight[o * LAST + c] * map[(c * height + y) * width + x];
      }
      return sum;
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,4", "3,1", "4,6", "7,5"})
  void lateralMapIsAddedToTheInterpolatedLastOne(int height, int width) {
    Random random = new Random(100L * height + width);
    PlainConv5 plain =
        new PlainConv5(
            gaussian(random, OUT * LAST), gaussian(random, OUT), gaussian(random, OUT * LATERAL));
    float[] last = gaussian(random, LAST * height * width);
    float[] beside = gaussian(random, LATERAL * 4 * height * width);
    try (NDManager scope = NDManager.newBaseManager()) {
      Conv5 conv5 =
          Conv5.of(
              scope.create(plain.weight(), new Shape(OUT, LAST)),
              scope.create(plain.bias()),
              scope.create(plain.lateral(), new Shape(OUT, LATERAL)));
      NDList maps =
          new NDList(
              scope.create(last, new Shape(1, LAST, height, width)),
              scope.create(beside, new Shape(1, LATERAL, 2L * height, 2L * width)));
      assertEquals(new Shape(4L * height * width, OUT), conv5.cells(maps).getShape());
      float[] cells = conv5.cells(maps).toFloatArray();
      double[] expected = plain.of(last, beside, height, width);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], cells[i], 2e-6 * (1 + Math.abs(expected[i])), "value " + i);
      }
    }
  }

  /** One row of cells, by hand: fine cell 2j + 1 is coarse cell j, 2j the mean of j − 1 and j. */
  @Test
  void aRampIsInterpolated() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Conv5 conv5 =
          Conv5.of(
              scope.create(new float[] {1}, new Shape(1, 1)),
              scope.create(new float[] {0.5f}),
              scope.create(new float[] {1}, new Shape(1, 1)));
      NDList maps =
          new NDList(
              scope.create(new float[] {2, 4, 10}, new Shape(1, 1, 1, 3)),
              scope.create(
                  new float[] {0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, -20}, new Shape(1, 1, 2, 6)));
      assertArrayEquals(
          new float[] {2.5f, 2.5f, 103.5f, 4.5f, 7.5f, 10.5f, 2.5f, 2.5f, 3.5f, 4.5f, 7.5f, 0},
          conv5.cells(maps).toFloatArray());
    }
  }

  /** Strides of memory must not matter: maps come with the channel fastest from the backbone. */
  @Test
  void channelsLastMapsGiveTheSame() {
    Random random = new Random(5);
    try (NDManager scope = NDManager.newBaseManager()) {
      Conv5 conv5 =
          Conv5.of(
              scope.create(gaussian(random, OUT * LAST), new Shape(OUT, LAST)),
              scope.create(gaussian(random, OUT)),
              scope.create(gaussian(random, OUT * LATERAL), new Shape(OUT, LATERAL)));
      NDList strided =
          new NDList(
              scope
                  .create(gaussian(random, LAST * 6), new Shape(1, 2, 3, LAST))
                  .transpose(0, 3, 1, 2),
              scope
                  .create(gaussian(random, LATERAL * 24), new Shape(1, 4, 6, LATERAL))
                  .transpose(0, 3, 1, 2));
      NDList dense = new NDList();
      strided.forEach(map -> dense.add(scope.create(map.toFloatArray(), map.getShape())));
      assertArrayEquals(
          conv5.cells(dense).toFloatArray(), conv5.cells(strided).toFloatArray(), 1e-6f);
    }
  }

  private static float[] gaussian(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
