package io.sppdet.pooling.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.pooling.map.GlobalPooling;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyramidTest {
  private static final int CHANNELS = 5;

  private static FeatureMap map(int height, int width) {
    Random random = new Random(height * 100L + width);
    float[] values = new float[height * width * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new FeatureMap(height, width, CHANNELS, values);
  }

  private static NDArray batch(NDManager manager, FeatureMap map) {
    return manager
        .create(map.values(), new Shape(map.height(), map.width(), CHANNELS))
        .transpose(2, 0, 1)
        .expandDims(0);
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void globalPoolingIsThatOfWholeMaps(Reduction reduction) {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int[] size : new int[][] {{1, 1}, {3, 8}, {13, 7}}) {
        FeatureMap map = map(size[0], size[1]);
        assertArrayEquals(
            new GlobalPooling(reduction).apply(batch(manager, map)).toFloatArray(),
            Pyramid.of("global-" + reduction, Reduction.MAX).apply(map),
            1e-6f);
      }
    }
  }

  /** On sides that all levels divide, bins are what PyTorch's pooling layers have as well. */
  @ParameterizedTest
  @EnumSource(Reduction.class)
  void binsAreThoseOfPoolingLayers(Reduction reduction) {
    FeatureMap map = map(8, 12);
    float[] pooled = Pyramid.of("spp:4,2,1", reduction).apply(map);
    assertEquals(21 * CHANNELS, pooled.length);
    int bin = 0;
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int n : new int[] {4, 2, 1}) {
        Shape kernel = new Shape(8 / n, 12 / n);
        NDArray maps = batch(manager, map);
        Shape none = new Shape(0, 0);
        float[] level =
            (reduction == Reduction.MAX
                    ? Pool.maxPool2d(maps, kernel, kernel, none, false)
                    : Pool.avgPool2d(maps, kernel, kernel, none, false, true))
                .toFloatArray(); // (C, n, n)
        for (int cell = 0; cell < n * n; cell++, bin++) {
          for (int c = 0; c < CHANNELS; c++) {
            assertEquals(level[c * n * n + cell], pooled[bin * CHANNELS + c], 1e-6f);
          }
        }
      }
    }
  }

  @Test
  void anySizeGivesOneLength() {
    Pyramid pooling = Pyramid.of("spp:1,2,3,6", Reduction.AVERAGE);
    assertEquals(50, pooling.bins());
    for (int[] size : new int[][] {{1, 1}, {2, 30}, {9, 5}}) {
      assertEquals(50 * CHANNELS, pooling.apply(map(size[0], size[1])).length);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"spp:4,2,1|max", "spp:1,2,3,6|avg", "global-avg|avg", "global-max|max"})
  void textIsReadAsWritten(String text, String reduction) {
    Pyramid pooling = Pyramid.of(text, Reduction.AVERAGE);
    assertEquals(text, pooling.toString());
    if (text.startsWith("global")) {
      assertEquals(reduction, pooling.reduction().toString());
      assertEquals(List.of(1), pooling.levels());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "spp", "spp:", "spp:0", "spp:33", "spp:4,", "spp:-1", "spp:9999", "mean"})
  void nonsenseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Pyramid.of(text, Reduction.MAX));
  }
}
