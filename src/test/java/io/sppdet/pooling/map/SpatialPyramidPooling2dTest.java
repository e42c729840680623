package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.GradientCheck;
import io.sppdet.ReferenceFiles;
import io.sppdet.pooling.roi.Reduction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpatialPyramidPooling2dTest {

  /** Every entry of the reference's list: its values, or that PyTorch refuses the size. */
  @Test
  void everyReferenceIsPooledOrRefusedAsByPyTorch() throws IOException {
    JsonNode shapes =
        new ObjectMapper().readTree(ReferenceFiles.of("spp_layer_shapes.json").toFile());
    int refused = 0;
    try (Reference reference = Reference.open("spp_layer.npz")) {
      for (Map.Entry<String, JsonNode> entry : shapes.properties()) {
        String[] name = entry.getKey().split("_", -1); // levels3_max_29x29
        Reduction reduction = name[1].equals("max") ? Reduction.MAX : Reduction.AVERAGE;
        SpatialPyramidPooling2d pyramid =
            name[0].equals("levels3")
                ? SpatialPyramidPooling2d.ofLevels(3, reduction)
                : new SpatialPyramidPooling2d(List.of(4, 2, 1), reduction);
        NDArray maps = reference.array("x_" + name[2]);
        if (entry.getValue().isTextual()) {
          refused++;
          var e = assertThrows(IllegalArgumentException.class, () -> pyramid.apply(maps));
          assertEquals(
              "a map of 5x5 cells can't be pooled to 4x4 bins: a kernel of 2x2 would need a"
                  + " padding of 2x2, more than half of it",
              e.getMessage());
        } else {
          reference.assertEqual(entry.getKey(), pyramid.apply(maps), 1e-6);
        }
      }
    }
    assertEquals(20, shapes.size());
    assertEquals(2, refused);
  }

  @Provide
  Arbitrary<Reduction> reductions() {
    return Arbitraries.of(Reduction.MAX, Reduction.AVERAGE);
  }

  @Property(tries = 200)
  void valuesAreThoseOfTheRule(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 5) int n,
      @ForAll("reductions") Reduction reduction) {
    SpatialPyramidPooling2d pyramid = new SpatialPyramidPooling2d(List.of(n), reduction);
    try {
      pyramid.check(new MapShape(1, 1, height, width));
    } catch (IllegalArgumentException e) {
      Assume.that(false);
    }
    Random random = new Random(seed);
    float[] values = new float[2 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (NDManager scope = NDManager.newBaseManager()) {
      float[] pooled =
          pyramid.apply(scope.create(values, new Shape(1, 2, height, width))).toFloatArray();
      assertEquals(2 * n * n, pooled.length);
      for (int i = 0; i < pooled.length; i++) {
        int channel = i / (n * n);
        double expected =
            bin(values, channel, height, width, n, i / n % n, i % n, reduction == Reduction.MAX);
        assertEquals(expected, pooled[i], 1e-6, "value " + i);
      }
    }
  }

  /** One bin, cell by cell, in the terms of the rule. */
  private static double bin(
      float[] values, int channel, int height, int width, int n, int row, int col, boolean max) {
    int kernelY = (int) Math.ceil((double) height / n);
    int kernelX = (int) Math.ceil((double) width / n);
    int top = row * kernelY - (int) Math.floor((kernelY * n - height + 1) / 2.0);
    int left = col * kernelX - (int) Math.floor((kernelX * n - width + 1) / 2.0);
    double sum = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int y = Math.max(0, top); y < Math.min(height, top + kernelY); y++) {
      for (int x = Math.max(0, left); x < Math.min(width, left + kernelX); x++) {
        float value = values[(channel * height + y) * width + x];
        sum += value;
        largest = Math.max(largest, value);
      }
    }
    return max ? largest : sum / (kernelY * kernelX);
  }

  /** libtorch's own check of the padding is the judge, for maximum and average. */
  @Test
  void sizesAreRefusedExactlyWhereLibtorchRefusesThem() {
    int refused = 0;
    try (NDManager scope = NDManager.newBaseManager()) {
      for (int n = 1; n <= 6; n++) {
        SpatialPyramidPooling2d pyramid = new SpatialPyramidPooling2d(List.of(n), Reduction.MAX);
        for (int side = 1; side <= 40; side++) {
          int k = (int) Math.ceil((double) side / n);
          Shape kernel = new Shape(k, 1);
          Shape padding = new Shape((k * n - side + 1) / 2, 0);
          NDArray column = scope.ones(new Shape(1, 1, side, 1));
          // a row of n cells fits n bins without padding
          MapShape shape = new MapShape(1, 1, side, n);
          boolean serves = true;
          try {
            Pool.maxPool2d(column, kernel, kernel, padding, false);
            Pool.avgPool2d(column, kernel, kernel, padding, false, true);
          } catch (EngineException e) {
            serves = false;
          }
          if (serves) {
            assertDoesNotThrow(() -> pyramid.check(shape));
            NDArray pooled = pyramid.apply(scope.ones(new Shape(1, 1, side, n)));
            assertEquals(new Shape(1, (long) n * n), pooled.getShape());
          } else {
            refused++;
            assertThrows(IllegalArgumentException.class, () -> pyramid.check(shape));
            MapShape turned = new MapShape(1, 1, n, side);
            assertThrows(IllegalArgumentException.class, () -> pyramid.check(turned));
            assertTrue(side <= n * (n - 1), n + " bins refuse " + side + " cells");
          }
        }
      }
    }
    assertTrue(refused > 10, () -> "hardly anything refused");
  }

  @ParameterizedTest
  @CsvSource({"1,64", "2,320", "3,896"})
  void levelsOfA64ChannelMapOf29x29(int levels, int length) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.ones(new Shape(1, 64, 29, 29));
      SpatialPyramidPooling2d pyramid = SpatialPyramidPooling2d.ofLevels(levels, Reduction.MAX);
      assertEquals(new Shape(1, length), pyramid.apply(maps).getShape());
      assertEquals(length, 64 * pyramid.bins());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AREA")
  void gradientsAreThoseOfTheDifferences(Reduction reduction) {
    SpatialPyramidPooling2d pyramid = new SpatialPyramidPooling2d(List.of(3, 1, 2), reduction);
    GradientCheck.check(1, maps -> pyramid.apply(maps.get(0)), new Shape(2, 2, 7, 5));
    SpatialPyramidPooling2d single = new SpatialPyramidPooling2d(List.of(3), reduction);
    GradientCheck.check(1, maps -> single.apply(maps.get(0)), new Shape(2, 2, 7, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 9, 'a map of 9x4 cells can''t be pooled to 4x4 bins: a kernel of 3x1 would need a padding"
        + " of 2x0, more than half of it'",
    "1, 8, 'a map of 8x1 cells can''t be pooled to 4x4 bins: a kernel of 2x1 would need a padding"
        + " of 0x2, more than half of it'"
  })
  void refusedSizesAreNamed(int height, int width, String message) {
    SpatialPyramidPooling2d pyramid =
        new SpatialPyramidPooling2d(List.of(4, 2, 1), Reduction.AVERAGE);
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.ones(new Shape(1, 1, height, width));
      var e = assertThrows(IllegalArgumentException.class, () -> pyramid.apply(maps));
      assertEquals(message, e.getMessage());
    }
  }

  @Test
  void shapesThatAreNoMapsAreNamed() {
    SpatialPyramidPooling2d pyramid = SpatialPyramidPooling2d.ofLevels(1, Reduction.MAX);
    try (NDManager scope = NDManager.newBaseManager()) {
      for (Shape shape : List.of(new Shape(3, 4), new Shape(1, 0, 4, 4))) {
        NDArray array = scope.zeros(shape, DataType.FLOAT32);
        var e = assertThrows(IllegalArgumentException.class, () -> pyramid.apply(array));
        assertTrue(e.getMessage().contains(shape.toString()), e.getMessage());
      }
    }
  }

  @Test
  void sizesMustBePositive() {
    for (List<Integer> sizes : List.of(List.<Integer>of(), List.of(0), List.of(2, -1))) {
      for (Reduction reduction : List.of(Reduction.MAX, Reduction.AVERAGE)) {
        var e =
            assertThrows(
                IllegalArgumentException.class,
                () -> new SpatialPyramidPooling2d(sizes, reduction));
        assertTrue(e.getMessage().endsWith(sizes.toString()), e.getMessage());
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> SpatialPyramidPooling2d.ofLevels(0, Reduction.MAX));
    assertThrows(
        IllegalArgumentException.class, () -> SpatialPyramidPooling2d.ofLevels(2, Reduction.AREA));
  }
}
