package io.sppdet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.Conv5;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.RegionHead;
import io.sppdet.pooling.SpatialPyramidPooling;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tuning, and the steps behind it, on maps of a backbone that sees nothing but colours. */
class FineTunerTest {
  private static final List<String> CLASSES = List.of("disc", "rectangle");
  private static final SpatialPyramidPooling PYRAMID = new SpatialPyramidPooling(List.of(2, 1));
  private static final HeadSize SIZE =
      new HeadSize(ColourBackbone.CHANNELS, 8, PYRAMID.bins(), 32, 24, CLASSES.size());

  @TempDir static Path folder;
  private static FeatureStore store;
  private static List<FeatureStore.Entry> entries;
  private static Function<FeatureStore.Entry, RoiProjection> projection;

  @BeforeAll
  static void prepare() throws IOException {
    ColourBackbone backbone = new ColourBackbone();
    ResizeRule resize = new ResizeRule(ShapesDataset.HEIGHT);
    store =
        new FeatureStore(
            folder.resolve("cache"),
            "0123456789abcdef",
            backbone,
            resize,
            ProposalMethod.OPENCV_SMALL);
    List<LabelledImage> images = ShapesDataset.write(folder.resolve("data"), 6, 2);
    entries =
        store.prepare(
            images,
            2,
            new Silent(),
            (image, cause) -> {
              throw cause;
            });
    projection =
        entry ->
            new RoiProjection(
                ColourBackbone.STRIDE,
                backbone.descriptor().offset(),
                resize.ratio(entry.width(), entry.height()));
  }

  private static FineTuner tuner(long seed) {
    return new FineTuner(SIZE, PYRAMID, projection, store, CLASSES, entries, seed);
  }

  private static List<FineTuner.Drawn> twoImages(FineTuner tuner) {
    return tuner.draw(
        List.of(
            new FineTuner.Pick(entries.get(0), false), new FineTuner.Pick(entries.get(1), true)),
        new Random(1));
  }

  /** The loss with the same units dropped each time. */
  private static float loss(FineTuner tuner, List<FineTuner.Drawn> drawn) {
    Engine.getInstance().setRandomSeed(7);
    try (NDManager scope = NDManager.newBaseManager()) {
      return tuner.loss(scope, drawn).getFloat();
    }
  }

  private static Map<String, float[]> gradients(FineTuner tuner, List<FineTuner.Drawn> drawn) {
    Map<String, float[]> gradients = new TreeMap<>();
    Engine.getInstance().setRandomSeed(7);
    try (NDManager scope = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(tuner.loss(scope, drawn));
      tuner
          .parameters()
          .forEach((name, value) -> gradients.put(name, value.getGradient().toFloatArray()));
    }
    return gradients;
  }

  /** Behind 20 steps: the gradients of earlier steps must be gone. */
  @Test
  void gradientsEqualDifferencesOfTheLoss() {
    try (FineTuner tuner = tuner(3)) {
      tuner.train(entries, 20, new Random(1), new Silent()); // away from the tiny first softmax
      List<FineTuner.Drawn> drawn = twoImages(tuner);
      Map<String, float[]> gradients = gradients(tuner, drawn);
      assertEquals(8, gradients.size());
      gradients.forEach((name, gradient) -> checkSteepest(tuner, drawn, name, gradient));
    }
  }

  private static void checkSteepest(
      FineTuner tuner, List<FineTuner.Drawn> drawn, String name, float[] gradient) {
    NDArray parameter = tuner.parameters().get(name);
    float[] values = parameter.toFloatArray();
    List<Integer> steepest =
        IntStream.range(0, gradient.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
            .limit(4)
            .toList();
    double largest = Math.abs(gradient[steepest.get(0)]);
    assertTrue(largest > 1e-3, "no gradient of " + name + " to speak of: " + largest);
    for (int i : steepest) {
      float step = 2e-3f;
      float[] moved = values.clone();
      moved[i] = values[i] + step;
      parameter.set(moved);
      double above = loss(tuner, drawn);
      moved[i] = values[i] - step;
      parameter.set(moved);
      double below = loss(tuner, drawn);
      assertEquals((above - below) / (2 * step), gradient[i], 0.03 * largest, name + " " + i);
    }
    parameter.set(values);
  }

  /** On a map of 2×2 cells and 2 channels, pooled to one bin. */
  @Test
  void gradientGoesToTheWinningCells() {
    try (NDManager scope = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      float[] values = {1, 8, 5, 2, 3, 4, 0, 6};
      NDArray cells = scope.create(values, new Shape(4, 2));
      cells.setRequiresGradient(true);
      int[] winners =
          new SpatialPyramidPooling(List.of(1))
              .argMax(new FeatureMap(2, 2, 2, values), List.of(new Window(0, 0, 1, 1)));
      NDArray index = scope.create(winners, new Shape(1, 2)).toType(DataType.INT64, false);
      NDArray pooled = cells.gather(index, 0);
      assertArrayEquals(new float[] {5, 8}, pooled.toFloatArray());
      collector.backward(pooled.mul(scope.create(new float[] {3, 7})).sum());
      assertArrayEquals(new float[] {0, 7, 3, 0, 0, 0, 0, 0}, cells.getGradient().toFloatArray());
    }
  }

  @Test
  void trainingLowersTheLoss() {
    try (FineTuner tuner = tuner(3)) {
      List<FineTuner.Drawn> drawn = twoImages(tuner);
      double before = loss(tuner, drawn);
      assertEquals(Math.log(3), before, 0.15, "three classes are equally likely at first");
      tuner.train(entries, 60, new Random(1), new Silent());
      double after = loss(tuner, drawn);
      assertTrue(after < 0.85 * before, before + " came down to no less than " + after);
    }
  }

  @Test
  void seedsDecide() throws IOException {
    byte[] first = trained("first", 5);
    assertArrayEquals(first, trained("second", 5));
    assertFalse(Arrays.equals(first, trained("third", 6)));
  }

  private static byte[] trained(String name, long seed) throws IOException {
    Path file = folder.resolve(name);
    HeadWeights head = new HeadWeights(SIZE);
    try (FineTuner tuner = tuner(seed)) {
      tuner.train(entries, 10, new Random(seed), new Silent());
      tuner.export(head);
    }
    head.write(file);
    return Files.readAllBytes(file);
  }

  /** A proposal covers the one object, which is difficult: nothing is positive or background. */
  @Test
  void stepsWithoutRegionsAreNoError() {
    FeatureStore.Entry real = entries.get(0);
    Box all = new Box(0, 0, real.width(), real.height());
    LabelledImage image =
        new LabelledImage(
            "a", real.image().image(), List.of(new LabelledObject("disc", all, true)));
    FeatureStore.Entry entry =
        new FeatureStore.Entry(image, real.checksum(), real.width(), real.height(), List.of(all));
    try (FineTuner tuner = tuner(1)) {
      float[] before = tuner.parameters().get("fc7.weight").toFloatArray();
      tuner.train(List.of(entry), 3, new Random(1), new Silent());
      assertArrayEquals(before, tuner.parameters().get("fc7.weight").toFloatArray());
    }
  }

  /** The scale of the maps must be in what is exported: detection does not know it. */
  @Test
  void exportedLayersComputeWhatWasTrained() throws IOException {
    HeadWeights head = new HeadWeights(SIZE);
    Path file = folder.resolve("exported");
    try (FineTuner tuner = tuner(4);
        NDManager scope = NDManager.newBaseManager()) {
      tuner.train(entries, 20, new Random(1), new Silent());
      tuner.export(head);
      head.write(file);
      FeatureStore.Entry entry = entries.get(2);
      try (RegionHead loaded = RegionHead.load(scope, file, SIZE)) {
        NDArray map = store.map(scope, entry, false);
        float[] conv5 = loaded.conv5(map).values();
        NDArray scaled = map.div(deviation(scope));
        float[] expected =
            new Conv5(tuner.parameters().get("conv5.weight"), tuner.parameters().get("conv5.bias"))
                .cells(scaled)
                .toFloatArray();
        assertArrayEquals(expected, conv5, 5e-3f);
      }
    }
  }

  /** Of all values of all maps. */
  private static float deviation(NDManager scope) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (FeatureStore.Entry entry : entries) {
      for (float v : store.map(scope, entry, false).toFloatArray()) {
        sum += v;
        squares += (double) v * v;
        count++;
      }
    }
    return (float) Math.sqrt(squares / count - sum / count * sum / count);
  }
}
