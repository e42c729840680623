package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.BoxDelta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWeightsTest {
  private static final HeadSize SIZE =
      new HeadSize(3, 0, 4, 5, 7, 6, 2, Classifier.SVM, BoxRegression.RIDGE);
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
    private final Map<String, float[]> tensors = new LinkedHashMap<>();

    PlainHead(Random random) {
      add(random, "conv5.weight", SIZE.conv5() * SIZE.backbone());
      add(random, "conv5.bias", SIZE.conv5());
      add(random, "fc6.weight", SIZE.fc6() * SIZE.pooled());
      add(random, "fc6.bias", SIZE.fc6());
      add(random, "fc7.weight", SIZE.fc7() * SIZE.fc6());
      add(random, "fc7.bias", SIZE.fc7());
      add(random, "classifier.weight", SIZE.classes() * SIZE.fc7());
      add(random, "classifier.bias", SIZE.classes());
      add(random, "box.weight", 4 * SIZE.classes() * SIZE.pooled());
      add(random, "box.bias", 4 * SIZE.classes());
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
  }

  @Test
  void whatIsWrittenIsLoadedToRoundingOfHalfPrecision() throws IOException {
    Random random = new Random(1);
    PlainHead plain = new PlainHead(random);
    HeadWeights weights = new HeadWeights(SIZE);
    plain.tensors.forEach(weights::set);
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
        float[] fc7 = plain.apply("fc7", plain.apply("fc6", x, true), true);
        assertArrayEquals(fc7, Arrays.copyOfRange(features, r * 6, (r + 1) * 6), 2e-2f);
        float[] margins = plain.apply("classifier", fc7, false);
        float[] deltas = plain.apply("box", x, false);
        for (int k = 0; k < 2; k++) {
          assertEquals(margins[k], scores.margin(r, k), 2e-2);
          assertEquals(deltas[4 * k], scores.delta(r, k).dx(), 1e-2);
          assertEquals(deltas[4 * k + 3], scores.delta(r, k).dh(), 1e-2);
        }
      }
      assertEquals(1 / (1 + Math.exp(-3 * 0.25 + 1)), head.calibrated(1, 0.25), 1e-12);
    }
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
    HeadWeights weights = new HeadWeights(SIZE);
    new PlainHead(new Random(2)).tensors.forEach(weights::set);
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
    HeadSize other = new HeadSize(3, 0, 4, 5, 8, 6, 2, Classifier.SVM, BoxRegression.RIDGE);
    SppdetException e =
        assertThrows(SppdetException.class, () -> RegionHead.load(manager, file, other).close());
    assertTrue(e.reason().contains("fc6.weight has shape"), e.reason());
  }
}
