package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.Window;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Conv5;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.pooling.roi.SpatialPyramidPooling;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.Checkpoint;
import io.sppdet.train.run.ColourBackbone;
import io.sppdet.train.run.ConvLayers;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Interval;
import io.sppdet.train.run.LossLog;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import io.sppdet.train.solver.AdamW;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fine-tuning, and the steps behind it, on maps of a backbone that sees nothing but colours. */
class FineTunerTest {
  private static final List<String> CLASSES = List.of("disc", "rectangle");
  private static final Pyramid PYRAMID = new Pyramid(List.of(2, 1), Reduction.MAX);
  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(ColourBackbone.CHANNELS, 0, 8, Neck.NONE),
          PYRAMID.bins(),
          32,
          24,
          new HeadSize.Outputs(CLASSES.size(), Classifier.SOFTMAX, BoxRegression.JOINT));
  private static final FeatureStore.View PLAIN = new FeatureStore.View(ShapesDataset.HEIGHT, false);

  @TempDir static Path folder;
  private static FeatureStore store;
  private static int runs;
  private static List<FeatureStore.Entry> entries;

  @BeforeAll
  static void prepare() throws IOException {
    store =
        new FeatureStore(
            folder.resolve("cache"),
            "0123456789abcdef",
            ConvLayers.frozen(new ColourBackbone(), Precision.FLOAT32),
            ProposalMethod.FAST,
            note -> {});
    List<LabelledImage> images = ShapesDataset.write(folder.resolve("data"), 6, 2);
    entries =
        store.prepare(
            images,
            List.of(PLAIN),
            List.of(PLAIN),
            2,
            new Silent(),
            (image, cause) -> {
              throw cause;
            });
  }

  private static StepPlan recipe(long seed, int steps) {
    return recipe(seed, steps, true);
  }

  private static StepPlan recipe(long seed, int steps, boolean conv5Learns) {
    return new StepPlan(
        new StepPlan.Shown(4, 64, 0, List.of(ShapesDataset.HEIGHT)),
        new StepPlan.Rates(6e-4, 0),
        steps,
        Tuning.NONE,
        conv5Learns,
        seed);
  }

  private static RegionSource source() {
    return new RegionSource(store, CLASSES, entries);
  }

  private static FineTuner tuner(long seed, int steps) {
    return tuner(seed, steps, entries);
  }

  private static FineTuner tuner(long seed, int steps, List<FeatureStore.Entry> images) {
    return new FineTuner(
        recipe(seed, steps), SIZE, PYRAMID, new RegionSource(store, CLASSES, images), null);
  }

  private static HeldOutLoss heldOut(Path file, List<FeatureStore.Entry> images) {
    StepPlan recipe = recipe(0, 20);
    Path log = file.resolveSibling(file.getFileName() + "-held-out.csv");
    return new HeldOutLoss(recipe, new RegionSource(store, CLASSES, images), new LossLog(log));
  }

  /** Looking at images held out writes the loss, and changes nothing. */
  @Test
  void whatIsHeldOutTeachesNothing() {
    HeadWeights with = new HeadWeights(SIZE);
    Path file = folder.resolve("run-" + runs++);
    try (FineTuner tuner = tuner(4, 20)) {
      tuner.train(
          new Checkpoint(file, new Interval(Duration.ofDays(1)), note -> {}),
          new LossLog(file.resolveSibling(file.getFileName() + ".csv")),
          heldOut(file, entries.subList(0, 6)),
          new Silent());
      tuner.export(with);
    }
    List<LossLog.Point> points =
        new LossLog(file.resolveSibling(file.getFileName() + "-held-out.csv")).points();
    assertEquals(List.of(10, 20), points.stream().map(LossLog.Point::step).toList());
    assertTrue(points.get(1).loss() < points.get(0).loss(), points.toString());
    HeadWeights without = trained(4, 20);
    for (String layer : List.of("fc6.weight", "fc7.bias", "classifier.weight", "conv5.weight")) {
      assertArrayEquals(without.get(layer), with.get(layer), layer);
    }
  }

  private static void train(FineTuner tuner) {
    Path file = folder.resolve("run-" + runs++);
    tuner.train(
        new Checkpoint(file, new Interval(Duration.ofDays(1)), note -> {}),
        new LossLog(file.resolveSibling(file.getFileName() + ".csv")),
        heldOut(file, List.of()),
        new Silent());
  }

  /** The rate falls to a hundredth, and what a step of AdamW changes with it. */
  @Test
  void theLastStepsAreSmall() {
    List<float[]> layers = new ArrayList<>();
    try (FineTuner tuner = tuner(9, 20)) {
      Path file = folder.resolve("run-" + runs++);
      tuner.train(
          new Checkpoint(file, new Interval(Duration.ofDays(1)), note -> {}),
          new LossLog(file.resolveSibling(file.getFileName() + ".csv")),
          heldOut(file, List.of()),
          new Silent() {
            @Override
            public void done(long units, String detail) {
              HeadWeights head = new HeadWeights(SIZE);
              tuner.export(head);
              layers.add(head.get("fc7.weight").clone());
            }
          });
    }
    assertEquals(20, layers.size());
    double largest = 0;
    double last = 0;
    for (int i = 1; i < layers.size(); i++) {
      last = 0;
      for (int j = 0; j < layers.get(i).length; j++) {
        last += Math.abs(layers.get(i)[j] - layers.get(i - 1)[j]);
      }
      largest = Math.max(largest, last);
    }
    assertTrue(last > 0, "it learns to the end");
    assertTrue(last < 0.1 * largest, last + " after " + largest);
  }

  /** The layers after so many steps. */
  private static HeadWeights trained(long seed, int steps) {
    HeadWeights head = new HeadWeights(SIZE);
    try (FineTuner tuner = tuner(seed, steps)) {
      train(tuner);
      tuner.export(head);
    }
    return head;
  }

  private static List<Batches.Drawn> twoImages(FineTuner tuner) {
    return tuner
        .batches()
        .draw(
            List.of(
                new Batches.Pick(entries.get(0), PLAIN),
                new Batches.Pick(
                    entries.get(1), new FeatureStore.View(ShapesDataset.HEIGHT, true))),
            new Random(1));
  }

  /** The loss with the same units dropped each time. */
  private static float loss(FineTuner tuner, List<Batches.Drawn> drawn) {
    Engine.getInstance().setRandomSeed(7);
    try (TrainingStep step = tuner.begin()) {
      return step.loss(drawn);
    }
  }

  private static Map<String, float[]> gradients(
      FineTuner tuner, List<Batches.Drawn> drawn, Runnable between) {
    Map<String, float[]> gradients = new TreeMap<>();
    Engine.getInstance().setRandomSeed(7);
    try (TrainingStep step = tuner.begin()) {
      step.loss(drawn);
      between.run();
      step.gradients().forEach((name, value) -> gradients.put(name, value.toFloatArray()));
    }
    return gradients;
  }

  private static FineTuner fixed(HeadSize size, int steps) {
    return new FineTuner(recipe(3, steps, false), size, PYRAMID, source(), null);
  }

  @Test
  void aFixedConv5StaysWhileTheRestLearns() {
    try (FineTuner tuner = fixed(SIZE, 5)) {
      Map<String, float[]> before = new TreeMap<>();
      tuner.parameters().forEach((name, value) -> before.put(name, value.toFloatArray()));
      train(tuner);
      tuner
          .parameters()
          .forEach(
              (name, value) ->
                  assertEquals(
                      name.startsWith("conv5"),
                      Arrays.equals(before.get(name), value.toFloatArray()),
                      name));
    }
  }

  /**
   * Channels k and 4 + k are relu(z) and relu(−z), z being the cell's k-th coordinate on the
   * principal axes: without mean, uncorrelated, the one of most variance first.
   */
  @Test
  void aFixedConv5HoldsBothSignsOfThePrincipalComponents() throws IOException {
    Path file = folder.resolve("fixed");
    HeadWeights head = new HeadWeights(SIZE);
    try (FineTuner tuner = fixed(SIZE, 1)) {
      tuner.export(head);
    }
    head.write(file);
    double[][] products = new double[4][4];
    double[] sums = new double[4];
    int cells = 0;
    try (NDManager scope = NDManager.newBaseManager();
        RegionHead loaded = RegionHead.load(scope, file, SIZE)) {
      for (FeatureStore.Entry entry : entries) {
        float[] conv5 = loaded.conv5(store.maps(scope, entry, PLAIN)).values();
        for (int at = 0; at < conv5.length; at += 8, cells++) {
          double[] z = new double[4];
          for (int k = 0; k < 4; k++) {
            double above = conv5[at + k];
            double below = conv5[at + 4 + k];
            assertTrue(Math.min(above, below) < 5e-3, "both signs: " + above + ", " + below);
            z[k] = above - below;
          }
          for (int k = 0; k < 4; k++) {
            sums[k] += z[k];
            for (int j = 0; j < 4; j++) {
              products[k][j] += z[k] * z[j];
            }
          }
        }
      }
    }
    for (int k = 0; k < 4; k++) {
      assertEquals(0, sums[k] / cells, 5e-3, "mean of " + k);
      for (int j = 0; j < k; j++) {
        double scale = Math.sqrt(products[j][j] * products[k][k]);
        assertEquals(0, products[k][j] / scale, 0.03, "correlation of " + j + " and " + k);
        assertTrue(products[j][j] >= products[k][k], j + " varies less than " + k);
      }
    }
    assertTrue(products[0][0] / cells > 0.1, "no variance to speak of");
  }

  @Test
  void aFixedConv5HasPairsOnly() {
    HeadSize odd =
        new HeadSize(
            new HeadSize.Cells(6, 0, 7, Neck.NONE),
            5,
            32,
            24,
            new HeadSize.Outputs(2, Classifier.SVM, BoxRegression.NONE));
    assertThrows(IllegalArgumentException.class, () -> fixed(odd, 1).close());
  }

  /** Without a step, what is exported is what it started from; the new softmax is drawn. */
  @Test
  void aTunerStartsWhereADetectorEnded() {
    HeadWeights ended = trained(4, 10);
    HeadWeights next = new HeadWeights(SIZE);
    try (FineTuner tuner =
        new FineTuner(
            recipe(11, 1), SIZE, PYRAMID, source(), new TrainableHead.Start(ended, false))) {
      tuner.export(next);
      for (String layer : List.of("conv5", "fc6", "fc7")) {
        for (String part : List.of(".weight", ".bias")) {
          assertArrayEquals(ended.get(layer + part), next.get(layer + part), 1e-6f, layer + part);
        }
      }
      assertFalse(Arrays.equals(ended.get("classifier.weight"), next.get("classifier.weight")));
      train(tuner);
      tuner.export(next);
      assertFalse(Arrays.equals(ended.get("fc6.weight"), next.get("fc6.weight")), "has not learnt");
    }
  }

  /** With the same classes the classifier and the box layer are those it started from. */
  @Test
  void aTunerOfTheSameClassesStartsWithTheirClassifier() {
    HeadWeights ended = trained(4, 10);
    HeadWeights next = new HeadWeights(SIZE);
    try (FineTuner tuner =
        new FineTuner(
            recipe(11, 1), SIZE, PYRAMID, source(), new TrainableHead.Start(ended, true))) {
      tuner.export(next);
    }
    for (String layer : List.of("conv5", "fc6", "fc7", "classifier", "box")) {
      for (String part : List.of(".weight", ".bias")) {
        assertArrayEquals(ended.get(layer + part), next.get(layer + part), 1e-6f, layer + part);
      }
    }
  }

  /** The loss on the regions it chooses itself is larger than on regions drawn blindly. */
  @Test
  void hardExamplesHaveTheLargerLoss() {
    HeadWeights trained = trained(3, 20);
    double[] losses = new double[2];
    for (int way = 0; way < 2; way++) {
      StepPlan few =
          new StepPlan(
              new StepPlan.Shown(4, 12, way * 400, List.of(ShapesDataset.HEIGHT)),
              new StepPlan.Rates(6e-4, 0),
              20,
              Tuning.NONE,
              true,
              3);
      try (FineTuner tuner =
          new FineTuner(few, SIZE, PYRAMID, source(), new TrainableHead.Start(trained, true))) {
        for (int i = 0; i < 5; i++) {
          List<Batches.Pick> picks = List.of(new Batches.Pick(entries.get(i), PLAIN));
          losses[way] += loss(tuner, tuner.batches().draw(picks, new Random(i)));
        }
        train(tuner); // and it learns from them
      }
    }
    assertTrue(losses[1] > losses[0], losses[1] + " is not over " + losses[0]);
  }

  /** Behind 10 steps: the gradients of earlier steps must be gone. */
  @ParameterizedTest
  @EnumSource(Reduction.class)
  void gradientsEqualDifferencesOfTheLoss(Reduction reduction) {
    try (FineTuner tuner = tuner(SIZE, new Pyramid(List.of(2, 1), reduction), 10)) {
      train(tuner); // away from the tiny first softmax
      List<Batches.Drawn> drawn = twoImages(tuner);
      Map<String, float[]> gradients = gradients(tuner, drawn, () -> {});
      assertEquals(10, gradients.size());
      gradients.forEach((name, gradient) -> checkSteepest(tuner, drawn, name, gradient));
    }
  }

  private static FineTuner tuner(HeadSize size, Pyramid pyramid, int steps) {
    return new FineTuner(recipe(3, steps), size, pyramid, source(), null);
  }

  @ParameterizedTest
  @EnumSource(Neck.class)
  void necksLearn(Neck neck) {
    HeadSize size = withNeck(neck);
    Map<String, Shape> tensors = neck.tensors(size.conv5());
    try (FineTuner tuner = tuner(size, PYRAMID, 10)) {
      Map<String, float[]> before = new TreeMap<>();
      tensors.keySet().forEach(n -> before.put(n, tuner.parameters().get(n).toFloatArray()));
      train(tuner);
      HeadWeights head = new HeadWeights(size);
      tuner.export(head);
      before.forEach(
          (name, values) -> assertFalse(Arrays.equals(values, head.get(name)), name + " is fixed"));
    }
  }

  private static HeadSize withNeck(Neck neck) {
    return new HeadSize(
        new HeadSize.Cells(SIZE.backbone(), SIZE.lateral(), SIZE.conv5(), neck),
        SIZE.bins(),
        SIZE.fc6(),
        SIZE.fc7(),
        new HeadSize.Outputs(SIZE.classes(), SIZE.classifier(), SIZE.boxes()));
  }

  private static void checkSteepest(
      FineTuner tuner, List<Batches.Drawn> drawn, String name, float[] gradient) {
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
              .argMax(new FeatureMap(2, 2, 2, values), List.of(Window.ofCells(0, 0, 1, 1)));
      NDArray index = scope.create(winners, new Shape(1, 2)).toType(DataType.INT64, false);
      NDArray pooled = cells.gather(index, 0);
      assertArrayEquals(new float[] {5, 8}, pooled.toFloatArray());
      collector.backward(pooled.mul(scope.create(new float[] {3, 7})).sum());
      assertArrayEquals(new float[] {0, 7, 3, 0, 0, 0, 0, 0}, cells.getGradient().toFloatArray());
    }
  }

  @Test
  void earlyStepsHaveTheirOwnScales() {
    StepPlan recipe = recipe(tuning(List.of(32), 0, 0));
    assertEquals(List.of(32), recipe.scales(0));
    assertEquals(List.of(32), recipe.scales(19));
    assertEquals(List.of(ShapesDataset.HEIGHT), recipe.scales(20));
    assertEquals(List.of(ShapesDataset.HEIGHT), recipe(Tuning.NONE).scales(0));
  }

  private static Tuning tuning(List<Integer> earlyScales, double average, double boxJitter) {
    return new Tuning(earlyScales, 0, 0, -1, average, boxJitter, 0, AdamW.DECAY);
  }

  private static StepPlan recipe(Tuning tuning) {
    return new StepPlan(
        new StepPlan.Shown(2, 64, 0, List.of(ShapesDataset.HEIGHT)),
        new StepPlan.Rates(6e-4, 0),
        30,
        tuning,
        true,
        3);
  }

  /** Proposals stand behind the objects, which stay. */
  @Test
  void jitterMovesProposalsByAShareOfTheirSides() {
    Batches.Pick pick = new Batches.Pick(entries.get(0), PLAIN);
    Batches still = new Batches(recipe(Tuning.NONE), source());
    Batches moving = new Batches(recipe(tuning(List.of(), 0, 0.1)), source());
    List<Box> plain = still.draw(List.of(pick), new Random(1)).get(0).regions().boxes();
    RegionLabels regions = moving.draw(List.of(pick), new Random(1)).get(0).regions();
    assertEquals(plain.size(), regions.boxes().size());
    int moved = 0;
    for (int i = 0; i < plain.size(); i++) {
      Box from = plain.get(i);
      Box to = regions.boxes().get(i);
      assertEquals(from.x1(), to.x1(), 0.1 * from.width() + 1e-9);
      assertEquals(from.y2(), to.y2(), 0.1 * from.height() + 1e-9);
      moved += from.equals(to) ? 0 : 1;
    }
    assertTrue(moved > plain.size() / 2, moved + " of " + plain.size());
    assertEquals(
        plain.subList(0, regions.objects()), regions.boxes().subList(0, regions.objects()));
  }

  /** The mean over the last steps is nearer to their weights than to the first. */
  @Test
  void averagedWeightsAreExported() {
    StepPlan averaging =
        new StepPlan(
            new StepPlan.Shown(4, 64, 0, List.of(ShapesDataset.HEIGHT)),
            new StepPlan.Rates(6e-4, 0),
            20,
            tuning(List.of(), 0.2, 0),
            true,
            3);
    HeadWeights mean = new HeadWeights(SIZE);
    try (FineTuner tuner = new FineTuner(averaging, SIZE, PYRAMID, source(), null)) {
      train(tuner);
      tuner.export(mean);
    }
    float[] last = trained(3, 20).get("fc6.weight");
    float[] first;
    try (FineTuner tuner = tuner(3, 20)) {
      first = tuner.parameters().get("fc6.weight").toFloatArray();
    }
    double toLast = distance(mean.get("fc6.weight"), last);
    double toFirst = distance(mean.get("fc6.weight"), first);
    assertTrue(0 < toLast && toLast < toFirst / 2, toLast + ", " + toFirst);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void trainingLowersTheLoss() {
    try (FineTuner tuner = tuner(3, 100)) {
      List<Batches.Drawn> drawn = twoImages(tuner);
      double before = loss(tuner, drawn);
      train(tuner);
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
    trained(seed, 10).write(file);
    return Files.readAllBytes(file);
  }

  /** On a plain grey picture the only proposal is all of it, which shows a difficult object. */
  @Test
  void stepsWithoutRegionsAreNoError() {
    Path file = folder.resolve("grey.png");
    byte[] grey = new byte[3 * ShapesDataset.WIDTH * ShapesDataset.HEIGHT];
    Arrays.fill(grey, (byte) 127);
    new ImageWriter()
        .write(new Image("grey", ShapesDataset.WIDTH, ShapesDataset.HEIGHT, grey), file);
    Box all = new Box(0, 0, ShapesDataset.WIDTH, ShapesDataset.HEIGHT);
    LabelledImage image =
        new LabelledImage("grey", file, List.of(new LabelledObject("disc", all, true)));
    FeatureStore.Entry entry =
        store
            .prepare(
                List.of(image),
                List.of(PLAIN),
                List.of(PLAIN),
                1,
                new Silent(),
                (labelled, cause) -> {
                  throw cause;
                })
            .get(0);
    assertTrue(store.proposals(entry).stream().allMatch(box -> box.iou(all) > 0.9));
    try (FineTuner tuner = tuner(1, 3, List.of(entry))) {
      float[] before = tuner.parameters().get("fc7.weight").toFloatArray();
      train(tuner);
      assertArrayEquals(before, tuner.parameters().get("fc7.weight").toFloatArray());
    }
  }

  /** Numbers in the loss must outlive it: DJL frees them as soon as Java may. */
  @Test
  void garbageCollectionLeavesGradientsAlone() {
    Map<String, float[]> expected;
    try (FineTuner tuner = tuner(3, 1)) {
      expected = gradients(tuner, twoImages(tuner), () -> {});
    }
    try (FineTuner tuner = tuner(3, 1)) {
      gradients(tuner, twoImages(tuner), FineTunerTest::reuseFreedMemory)
          .forEach((name, values) -> assertArrayEquals(expected.get(name), values, name));
    }
  }

  private static void reuseFreedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int j = 0; j < 1000; j++) {
        ByteBuffer.allocateDirect(8).putDouble(Double.NaN);
      }
    }
  }

  /** Killed behind step 7, it ends as one that was not. */
  @Test
  void aKilledRunEndsAsAWholeOne() throws IOException {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    Interval each = new Interval(Duration.ZERO);
    float[] expected;
    try (FineTuner tuner = tuner(9, 12)) {
      tuner.train(
          new Checkpoint(whole, each, note -> {}),
          new LossLog(folder.resolve("w.csv")),
          heldOut(folder.resolve("w"), List.of()),
          new Silent());
      expected = tuner.parameters().get("fc6.weight").toFloatArray();
    }
    LossLog losses = new LossLog(folder.resolve("k.csv"));
    HeldOutLoss none = heldOut(folder.resolve("k"), List.of());
    try (FineTuner tuner = tuner(9, 12)) {
      Progress kill =
          new Silent() {
            @Override
            public void done(long units, String detail) {
              if (units == 7) {
                throw new IllegalStateException("killed");
              }
            }
          };
      Checkpoint checkpoint = new Checkpoint(killed, each, note -> {});
      assertThrows(IllegalStateException.class, () -> tuner.train(checkpoint, losses, none, kill));
    }
    try (FineTuner tuner = tuner(9, 12)) {
      tuner.train(new Checkpoint(killed, each, note -> {}), losses, none, new Silent());
      assertArrayEquals(expected, tuner.parameters().get("fc6.weight").toFloatArray());
    }
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(killed));
    assertEquals(1, losses.points().size());
  }

  /** The scale of the maps must be in what is exported: detection does not know it. */
  @Test
  void exportedLayersComputeWhatWasTrained() throws IOException {
    HeadWeights head = new HeadWeights(SIZE);
    Path file = folder.resolve("exported");
    try (FineTuner tuner = tuner(4, 20);
        NDManager scope = NDManager.newBaseManager()) {
      train(tuner);
      tuner.export(head);
      head.write(file);
      FeatureStore.Entry entry = entries.get(2);
      try (RegionHead loaded = RegionHead.load(scope, file, SIZE)) {
        NDList map = store.maps(scope, entry, PLAIN);
        float[] conv5 = loaded.conv5(map).values();
        NDList scaled = new NDList(map.get(0).div(deviation(scope)));
        float[] expected =
            Conv5.of(
                    tuner.parameters().get("conv5.weight"),
                    tuner.parameters().get("conv5.bias"),
                    null)
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
      for (float v : store.maps(scope, entry, PLAIN).get(0).toFloatArray()) {
        sum += v;
        squares += (double) v * v;
        count++;
      }
    }
    return (float) Math.sqrt(squares / count - sum / count * sum / count);
  }
}
