package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.BoxDelta;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWeightsTest {
  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(3, 0, 4, Neck.NONE),
          5,
          7,
          6,
          new HeadSize.Outputs(2, Classifier.SVM, BoxRegression.RIDGE));
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

  /** The layers as plain matrices, with what they compute written out. */
  private static final class PlainHead {
    private final HeadSize size;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();

    PlainHead(HeadSize size, Random random) {
      this.size = size;
      add(random, "conv5.weight", size.conv5() * size.backbone());
      add(random, "conv5.bias", size.conv5());
      if (size.lateral() > 0) {
        add(random, "conv5.lateral", size.conv5() * size.lateral());
      }
      add(random, "fc6.weight", size.fc6() * size.pooled());
      add(random, "fc6.bias", size.fc6());
      add(random, "fc7.weight", size.fc7() * size.fc6());
      add(random, "fc7.bias", size.fc7());
      int outputs = size.classes() + (size.classifier() == Classifier.SOFTMAX ? 1 : 0);
      add(random, "classifier.weight", outputs * size.fc7());
      add(random, "classifier.bias", outputs);
      if (size.boxes() != BoxRegression.NONE) {
        boolean joint = size.boxes() == BoxRegression.JOINT;
        int inputs = joint ? size.fc7() : size.pooled();
        add(random, "box.weight", 4 * size.classes() * inputs);
        add(random, "box.bias", 4 * size.classes());
      }
    }

    HeadWeights weights() {
      HeadWeights weights = new HeadWeights(size);
      tensors.forEach(weights::set);
      return weights;
    }

    private void add(Random random, String name, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextGaussian() / 2;
      }
      tensors.put(name, values);
    }

    float[] apply(String layer, float[] x, boolean relu) {
      float[] weight = tensors.get(layer + ".weight");
      float[] y = tensors.get(layer + ".bias").clone();
      for (int o = 0; o < y.length; o++) {
        for (int i = 0; i < x.length; i++) {
          y[o] += weight[o * x.length + i] * x[i];
        }
        y[o] = relu ? Math.max(0, y[o]) : y[o];
      }
      return y;
    }

    float[] fc7(float[] pooled) {
      return apply("fc7", apply("fc6", pooled, true), true);
    }

    /** A margin a class: the SVM's, or {@code ln(p / (1 − p))} of the softmax. */
    double[] margins(float[] pooled) {
      float[] values = apply("classifier", fc7(pooled), false);
      double[] margins = new double[size.classes()];
      for (int k = 0; k < margins.length; k++) {
        double sum = 0;
        for (float value : values) {
          sum += Math.exp((double) value - values[k]); // over exp of its own: 1 / p
        }
        margins[k] = size.classifier() == Classifier.SVM ? values[k] : -Math.log(sum - 1);
      }
      return margins;
    }

    float[] deltas(float[] pooled) {
      return switch (size.boxes()) {
        case RIDGE -> apply("box", pooled, false);
        case JOINT -> apply("box", fc7(pooled), false);
        case NONE -> new float[4 * size.classes()];
      };
    }
  }

  @Test
  void whatIsWrittenIsLoadedToRoundingOfHalfPrecision() throws IOException {
    Random random = new Random(1);
    PlainHead plain = new PlainHead(SIZE, random);
    HeadWeights weights = plain.weights();
    weights.set("platt", new float[] {-2, 0.5f, -3, 1});
    Path file = folder.resolve("head.safetensors");
    weights.write(file);

    float[] cell = {0.5f, -1, 2};
    float[] pooled = new float[2 * SIZE.pooled()];
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] = random.nextFloat();
    }
    try (RegionHead head = RegionHead.load(manager, file, SIZE);
        NDArray map = manager.create(cell, new Shape(1, 3, 1, 1))) {
      assertArrayEquals(
          plain.apply("conv5", cell, true), head.conv5(new NDList(map)).values(), 5e-3f);
      RegionScores scores = head.score(pooled);
      assertEquals(2, scores.regions());
      float[] features = head.features(pooled);
      for (int r = 0; r < 2; r++) {
        float[] x = Arrays.copyOfRange(pooled, r * 20, (r + 1) * 20);
        assertArrayEquals(plain.fc7(x), Arrays.copyOfRange(features, r * 6, (r + 1) * 6), 2e-2f);
        double[] margins = plain.margins(x);
        float[] deltas = plain.deltas(x);
        for (int k = 0; k < 2; k++) {
          assertEquals(margins[k], scores.margin(r, k), 2e-2);
          assertEquals(deltas[4 * k], scores.delta(r, k).dx(), 1e-2);
          assertEquals(deltas[4 * k + 3], scores.delta(r, k).dh(), 1e-2);
        }
      }
      assertEquals(1 / (1 + Math.exp(-3 * 0.25 + 1)), head.calibrated(1, 0.25), 1e-12);
    }
  }

  /** Behind a neck, what is pooled has signs. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "PPM"})
  void integersGiveNearlyWhatTheMatricesSay(Neck neck) throws IOException {
    assumeTrue(Precision.INT8.isThere(), "no oneDNN on this system");
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, 0, 4, neck),
            21,
            64,
            48,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    Random random = new Random(1);
    PlainHead plain = new PlainHead(size, random);
    Path file = folder.resolve("head.safetensors");
    plain.weights().write(file);
    float[] pooled = new float[size.pooled()];
    for (int i = 0; i < pooled.length; i++) {
      float value = (float) random.nextGaussian();
      pooled[i] = neck == Neck.NONE ? Math.abs(value) : value;
    }
    try (RegionHead head = RegionHead.load(manager, file, size, Precision.INT8)) {
      assertEquals(Precision.INT8, head.precision());
      float[] wanted = plain.fc7(pooled);
      float[] found = head.features(pooled);
      double error = 0;
      double all = 0;
      for (int i = 0; i < wanted.length; i++) {
        error += Math.pow(found[i] - wanted[i], 2);
        all += Math.pow(wanted[i], 2);
      }
      double relative = Math.sqrt(error / all);
      assertTrue(relative > 1e-3 && relative < 2e-2, "off by " + relative);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,SVM,NONE", "0,SOFTMAX,JOINT", "2,SOFTMAX,NONE", "2,SVM,JOINT", "2,SOFTMAX,RIDGE"})
  void everyKindOfHeadComputesWhatItsMatricesSay(
      int lateral, Classifier classifier, BoxRegression boxes) throws IOException {
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, lateral, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(2, classifier, boxes));
    Random random = new Random(3);
    PlainHead plain = new PlainHead(size, random);
    Path file = folder.resolve("head.safetensors");
    plain.weights().write(file);
    float[] pooled = new float[3 * 20];
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] = random.nextFloat();
    }
    try (TensorFile written = TensorFile.read(manager, file)) {
      Set<String> names = new TreeSet<>(plain.tensors.keySet());
      names.add("platt");
      assertEquals(names, new TreeSet<>(written.names()));
    }
    try (RegionHead head = RegionHead.load(manager, file, size)) {
      RegionScores scores = head.score(pooled);
      for (int r = 0; r < 3; r++) {
        float[] x = Arrays.copyOfRange(pooled, r * 20, (r + 1) * 20);
        double[] margins = plain.margins(x);
        float[] deltas = plain.deltas(x);
        for (int k = 0; k < 2; k++) {
          assertEquals(margins[k], scores.margin(r, k), 2e-2);
          BoxDelta delta = scores.delta(r, k);
          assertEquals(deltas[4 * k], delta.dx(), 1e-2);
          assertEquals(deltas[4 * k + 1], delta.dy(), 1e-2);
          assertEquals(deltas[4 * k + 2], delta.dw(), 1e-2);
          assertEquals(deltas[4 * k + 3], delta.dh(), 1e-2);
        }
      }
    }
  }

  @Test
  void sizesFollowFromTheKinds() {
    HeadSize svm =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(20, Classifier.SVM, BoxRegression.RIDGE));
    assertEquals(20, svm.pooled());
    assertEquals(20, svm.logits());
    assertEquals(20, svm.boxInput());
    HeadSize softmax =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(20, Classifier.SOFTMAX, BoxRegression.JOINT));
    assertEquals(21, softmax.logits());
    assertEquals(6, softmax.boxInput());
    assertThrows(
        SppdetException.class,
        () ->
            new HeadSize(
                new HeadSize.Cells(3, -1, 4, Neck.NONE),
                5,
                7,
                6,
                new HeadSize.Outputs(20, Classifier.SVM, BoxRegression.NONE)));
  }

  @Test
  void lateralHeadsAddTheFinerMap() throws IOException {
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(2, Classifier.SVM, BoxRegression.NONE));
    PlainHead plain = new PlainHead(size, new Random(4));
    Path file = folder.resolve("head.safetensors");
    plain.weights().write(file);
    float[] coarse = {0.5f, -1, 2};
    float[] fine = {1, -2, 0.5f, 3, -1, 0.25f, 2, -0.5f}; // (2, 2, 2), the column fastest
    try (RegionHead head = RegionHead.load(manager, file, size);
        NDArray map = manager.create(coarse, new Shape(1, 3, 1, 1));
        NDArray beside = manager.create(fine, new Shape(1, 2, 2, 2))) {
      float[] conv5 = head.conv5(new NDList(map, beside)).values();
      float[] last = plain.apply("conv5", coarse, false);
      float[] lateral = plain.tensors.get("conv5.lateral");
      for (int cell = 0; cell < 4; cell++) {
        for (int o = 0; o < 4; o++) {
          float sum = last[o] + lateral[2 * o] * fine[cell] + lateral[2 * o + 1] * fine[4 + cell];
          assertEquals(Math.max(0, sum), conv5[4 * cell + o], 5e-3f);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2,SVM,RIDGE,conv5.lateral is missing",
    "0,SOFTMAX,RIDGE,classifier.weight has shape",
    "0,SVM,JOINT,box.weight has shape"
  })
  void tensorsOfAnotherKindAreNotLoaded(
      int lateral, Classifier classifier, BoxRegression boxes, String reason) throws IOException {
    Path file = folder.resolve("head.safetensors");
    new HeadWeights(SIZE).write(file);
    HeadSize other =
        new HeadSize(
            new HeadSize.Cells(3, lateral, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(2, classifier, boxes));
    SppdetException e =
        assertThrows(SppdetException.class, () -> RegionHead.load(manager, file, other).close());
    assertEquals(file.toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
  }

  /** What training writes in one go and reads in the next is the same to half precision. */
  @Test
  void readTakesBackWhatWasWritten() throws IOException {
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    Path file = folder.resolve("first");
    new PlainHead(size, new Random(5)).weights().write(file);
    HeadWeights taken = new HeadWeights(size);
    taken.read(file);
    taken.write(folder.resolve("second"));
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(folder.resolve("second")));
  }

  @Test
  void featureLayersAreTakenWhateverTheClasses() throws IOException {
    HeadSize other =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(9, Classifier.SVM, BoxRegression.RIDGE));
    PlainHead plain = new PlainHead(other, new Random(6));
    Path file = folder.resolve("other");
    plain.weights().write(file);
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            7,
            6,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    HeadWeights taken = new HeadWeights(size);
    taken.readFeatureLayers(file);
    plain.tensors.forEach(
        (name, values) -> {
          boolean feature = name.startsWith("conv5") || name.startsWith("fc");
          float[] expected = feature ? values : new float[taken.get(name).length];
          assertArrayEquals(expected, taken.get(name), 2e-3f, name);
        });
    HeadSize wider =
        new HeadSize(
            new HeadSize.Cells(3, 2, 4, Neck.NONE),
            5,
            8,
            6,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    SppdetException e =
        assertThrows(SppdetException.class, () -> new HeadWeights(wider).readFeatureLayers(file));
    assertEquals(file.toString(), e.subject());
  }

  @Test
  void layersNotSetYetAreZeroAndScoresPlain() throws IOException {
    Path file = folder.resolve("head.safetensors");
    new HeadWeights(SIZE).write(file);
    try (RegionHead head = RegionHead.load(manager, file, SIZE)) {
      RegionScores scores = head.score(new float[SIZE.pooled()]);
      assertEquals(0, scores.margin(0, 1));
      assertEquals(new BoxDelta(0, 0, 0, 0), scores.delta(0, 1));
      assertEquals(1 / (1 + Math.exp(-0.7)), head.calibrated(0, 0.7), 1e-12);
    }
  }

  @Test
  void writingTwiceGivesTheSameBytes() throws IOException {
    HeadWeights weights = new PlainHead(SIZE, new Random(2)).weights();
    weights.write(folder.resolve("a"));
    weights.write(folder.resolve("b"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesWhatIsNotFinite(float value) {
    float[] bias = new float[SIZE.fc6()];
    bias[3] = value;
    HeadWeights weights = new HeadWeights(SIZE);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> weights.set("fc6.bias", bias));
    assertTrue(e.getMessage().startsWith("fc6.bias is not finite"), e.getMessage());
  }

  /** Half precision ends at 65,504: a larger weight would be infinite in the file. */
  @Test
  void refusesWhatIsInfiniteInHalfPrecision() {
    HeadWeights weights = new HeadWeights(SIZE);
    float[] large = new float[SIZE.fc7() * SIZE.fc6()];
    large[0] = -65_504;
    weights.set("fc7.weight", large);
    large[0] = -65_536;
    assertThrows(IllegalArgumentException.class, () -> weights.set("fc7.weight", large));
    weights.set("classifier.bias", new float[] {1e6f, 0}); // fp32
  }

  @Test
  void refusesAnotherLength() {
    HeadWeights weights = new HeadWeights(SIZE);
    assertThrows(
        IllegalArgumentException.class, () -> weights.set("classifier.bias", new float[3]));
  }

  @Test
  void headsOfAnotherSizeAreNotLoaded() throws IOException {
    Path file = folder.resolve("head.safetensors");
    new HeadWeights(SIZE).write(file);
    HeadSize other =
        new HeadSize(
            new HeadSize.Cells(3, 0, 4, Neck.NONE),
            5,
            8,
            6,
            new HeadSize.Outputs(2, Classifier.SVM, BoxRegression.RIDGE));
    SppdetException e =
        assertThrows(SppdetException.class, () -> RegionHead.load(manager, file, other).close());
    assertTrue(e.reason().contains("fc6.weight has shape"), e.reason());
  }
}
