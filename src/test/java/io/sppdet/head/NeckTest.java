package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import io.sppdet.geometry.FeatureMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Necks by what their formulas say of single cells; the modules have tests of their own. */
class NeckTest {
  private static final int C = 8;
  private static final int HEIGHT = 9;
  private static final int WIDTH = 20;
  private static NDManager manager;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static Map<String, NDArray> drawn(Neck neck) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    neck.tensors(C)
        .forEach(
            (name, shape) ->
                tensors.put(name, manager.randomNormal(0, 0.5f, shape, DataType.FLOAT32)));
    return tensors;
  }

  private static float[] cells() {
    Random random = new Random(1);
    float[] cells = new float[HEIGHT * WIDTH * C];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = random.nextFloat();
    }
    return cells;
  }

  private static float[] apply(Neck neck, float[] cells, Map<String, NDArray> tensors) {
    NDArray array = manager.create(cells, new Shape(HEIGHT * WIDTH, C));
    NDArray result = neck.apply(array, HEIGHT, WIDTH, tensors::get);
    assertEquals(new Shape(HEIGHT * WIDTH, neck.channels(C)), result.getShape());
    return result.toFloatArray();
  }

  private static float[] cell(float[] cells, int channels, int y, int x) {
    int at = (y * WIDTH + x) * channels;
    return Arrays.copyOfRange(cells, at, at + channels);
  }

  private static double dot(float[] weight, int row, float[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weight[row * x.length + i] * x[i];
    }
    return sum;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  @Test
  void noNeckLeavesTheCells() {
    assertArrayEquals(cells(), apply(Neck.NONE, cells(), Map.of()));
  }

  /** The first channels are the cell's own; the next two come from the mean of the whole map. */
  @Test
  void ppmPutsTheMeanOfTheMapBesideEachCell() {
    Map<String, NDArray> tensors = drawn(Neck.PPM);
    float[] cells = cells();
    float[] mean = new float[C];
    for (int i = 0; i < cells.length; i++) {
      mean[i % C] += cells[i] / (HEIGHT * WIDTH);
    }
    float[] weight = tensors.get("neck.level1.weight").toFloatArray();
    float[] gamma = tensors.get("neck.level1.gamma").toFloatArray();
    float[] beta = tensors.get("neck.level1.beta").toFloatArray();
    float[] result = apply(Neck.PPM, cells, tensors);
    for (int[] at : new int[][] {{0, 0}, {8, 19}, {4, 7}}) {
      float[] cell = cell(result, 2 * C, at[0], at[1]);
      assertArrayEquals(cell(cells, C, at[0], at[1]), Arrays.copyOf(cell, C));
      for (int k = 0; k < C / 4; k++) {
        double normed = gamma[k] * dot(weight, k, mean) / Math.sqrt(1 + 1e-5) + beta[k];
        assertEquals(Math.max(0, normed), cell[C + k], 1e-5);
      }
    }
  }

  /** Levels without weights leave relu(W x + b) of each cell, its own channels being the last. */
  @Test
  void pspEndsInOneConvolutionOfAll() {
    Map<String, NDArray> tensors = drawn(Neck.PSP);
    tensors.replaceAll((name, t) -> name.contains("level") ? t.zerosLike() : t);
    float[] weight = tensors.get("neck.bottleneck.weight").toFloatArray();
    float[] bias = tensors.get("neck.bottleneck.bias").toFloatArray();
    float[] cells = cells();
    float[] result = apply(Neck.PSP, cells, tensors);
    float[] input = new float[2 * C];
    System.arraycopy(cell(cells, C, 3, 11), 0, input, C, C);
    for (int k = 0; k < C; k++) {
      double expected = Math.max(0, dot(weight, k, input) + bias[k]);
      assertEquals(expected, cell(result, C, 3, 11)[k], 1e-5);
    }
  }

  /** By plain loops, in a corner, where the windows are cut. */
  @Test
  void sppBlockSeesTheMaximaAroundACell() {
    Map<String, NDArray> tensors = drawn(Neck.SPP_BLOCK);
    float[] cells = cells();
    float[] input = new float[2 * C];
    for (int c = 0; c < C / 2; c++) {
      int[] reach = {0, 2, 4, 6};
      for (int i = 0; i < 4; i++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int y = 0; y <= reach[i]; y++) {
          for (int x = 0; x <= reach[i]; x++) {
            largest = Math.max(largest, normed(tensors, "reduce", c, cell(cells, C, y, x)));
          }
        }
        input[i * C / 2 + c] = (float) largest;
      }
    }
    float[] result = apply(Neck.SPP_BLOCK, cells, tensors);
    for (int k = 0; k < C; k++) {
      assertEquals(normed(tensors, "expand", k, input), cell(result, C, 0, 0)[k], 1e-4);
    }
  }

  private static double normed(Map<String, NDArray> tensors, String layer, int k, float[] x) {
    String name = "neck." + layer;
    double sum = dot(tensors.get(name + ".weight").toFloatArray(), k, x) / Math.sqrt(1 + 1e-5);
    float gamma = tensors.get(name + ".gamma").toFloatArray()[k];
    return silu(gamma * sum + tensors.get(name + ".beta").toFloatArray()[k]);
  }

  @ParameterizedTest
  @EnumSource(Neck.class)
  void gradientsReachAllItLearnsAndTheCells(Neck neck) {
    List<String> names = List.copyOf(neck.tensors(C).keySet());
    List<Shape> shapes = new ArrayList<>(List.of(new Shape(5 * 7, C)));
    names.forEach(name -> shapes.add(neck.tensors(C).get(name)));
    GradientCheck.check(
        21,
        in -> neck.apply(in.get(0), 5, 7, name -> in.get(1 + names.indexOf(name))),
        shapes.toArray(Shape[]::new));
  }

  /** What training leaves in a file gives the same map when it is loaded. */
  @ParameterizedTest
  @EnumSource(Neck.class)
  void headsKeepTheirNeck(Neck neck) throws Exception {
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, 0, C, neck),
            5,
            7,
            6,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    Map<String, NDArray> tensors = drawn(neck);
    HeadWeights weights = new HeadWeights(size);
    tensors.forEach((name, tensor) -> weights.set(name, tensor.toFloatArray()));
    float[] conv5 = new float[C * 3];
    for (int i = 0; i < conv5.length; i++) {
      conv5[i] = (i % 7 - 2) / 4f;
    }
    weights.set("conv5.weight", conv5);
    Path file = folder.resolve("head");
    weights.write(file);
    NDArray map = manager.randomNormal(0, 1, new Shape(1, 3, HEIGHT, WIDTH), DataType.FLOAT32);
    NDArray cells =
        Conv5.of(manager.create(conv5, new Shape(C, 3)), manager.zeros(new Shape(C)), null)
            .cells(new NDList(map));
    float[] expected = neck.apply(cells, HEIGHT, WIDTH, tensors::get).toFloatArray();
    try (RegionHead head = RegionHead.load(manager, file, size)) {
      FeatureMap found = head.conv5(new NDList(map));
      assertEquals(neck.channels(C), found.channels());
      assertArrayEquals(expected, found.values(), 2e-2f); // weights in half precision
    }
    HeadWeights next = new HeadWeights(size);
    next.readFeatureLayers(file);
    tensors.forEach(
        (name, tensor) -> assertArrayEquals(tensor.toFloatArray(), next.get(name), 2e-3f, name));
  }
}
