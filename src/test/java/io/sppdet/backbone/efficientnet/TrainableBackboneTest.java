package io.sppdet.backbone.efficientnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.Npz;
import io.sppdet.SharedFiles;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Lateral;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.model.Backbones;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped backbone cut in two, its finer map, and its gradients. */
class TrainableBackboneTest {
  private static final Path IMAGENET = Path.of("models", "imagenet");

  /** The last block at stride 16 of the 21 of EfficientNet-Lite2, and its channels. */
  private static final Lateral LATERAL = new Lateral(14, 120, 15);

  private static final float STEP = 1e-3f;

  /** What learns is computed by other loops than what serves, in another order, on small maps. */
  private static final float TOLERANCE = 5e-5f;

  private static NDManager manager;
  private static EfficientNetLiteDescriptor plain;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
    plain = (EfficientNetLiteDescriptor) ModelDirectory.open(IMAGENET).description().backbone();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static TrainableBackbone network(Lateral lateral) {
    return (TrainableBackbone) Backbones.open(manager, plain.with(lateral), IMAGENET);
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new Image("noise", width, height, rgb);
  }

  @Test
  void everyTailOfItsTrunkIsTheWhole() {
    Image image = noise(70, 50);
    try (TrainableBackbone network = network(null);
        NDManager scope = manager.newSubManager()) {
      NDArray whole = network.forward(scope, image).singletonOrThrow();
      assertEquals(new Shape(1, 1280, 2, 3), whole.getShape());
      assertEquals(21, network.blocks());
      for (int n = 0; n <= network.blocks(); n++) {
        NDArray trunk = network.trunk(scope, image, n);
        float[] before = trunk.toFloatArray();
        NDArray map = network.tail(trunk, n).singletonOrThrow();
        assertArrayEquals(whole.toFloatArray(), map.toFloatArray(), TOLERANCE, "cut at " + n);
        assertArrayEquals(before, trunk.toFloatArray(), "the trunk cut at " + n + " has changed");
      }
    }
  }

  /** The fixed part is computed in the precision of the network, and is float32 all the same. */
  @Test
  void trunksInBfloat16AreThoseOfFloat32() {
    assumeTrue(Precision.BFLOAT16.isThere(), "this processor has no bfloat16");
    Image image = noise(70, 50);
    try (TrainableBackbone network = network(null);
        TrainableBackbone rounded =
            (TrainableBackbone) Backbones.open(manager, plain, IMAGENET, Precision.BFLOAT16);
        NDManager scope = manager.newSubManager()) {
      for (int n : new int[] {0, 11, 21}) {
        NDArray map = rounded.trunk(scope, image, n);
        assertClose(network.trunk(scope, image, n), map, 1, 0.1, "cut at " + n);
      }
    }
  }

  /** The lateral map is what the trunk up to its block gives, and no matter where the cut is. */
  @Test
  void theLateralMapIsTheOutputOfItsBlock() {
    Image image = noise(70, 50);
    try (TrainableBackbone without = network(null);
        TrainableBackbone network = network(LATERAL);
        NDManager scope = manager.newSubManager()) {
      NDArray last = without.forward(scope, image).singletonOrThrow();
      NDArray output = without.trunk(scope, image, LATERAL.block() + 1);
      assertEquals(new Shape(1, 120, 4, 6), output.getShape());
      List<NDList> cuts = new ArrayList<>(List.of(network.forward(scope, image)));
      for (int n = 0; n <= LATERAL.block(); n++) {
        cuts.add(network.tail(network.trunk(scope, image, n), n));
      }
      for (NDList maps : cuts) {
        assertEquals(2, maps.size());
        assertArrayEquals(last.toFloatArray(), maps.get(0).toFloatArray(), TOLERANCE);
        assertArrayEquals(output.toFloatArray(), maps.get(1).toFloatArray(), TOLERANCE);
      }
    }
  }

  @Test
  void nothingButTheTwoMapsStaysInTheScope() {
    try (TrainableBackbone network = network(LATERAL);
        NDManager scope = manager.newSubManager()) {
      NDList maps = network.forward(scope, noise(40, 40));
      assertEquals(Set.copyOf(maps), Set.copyOf(scope.getManagedArrays()));
    }
  }

  /** PyTorch's c4 is one 1×1 convolution with ReLU6 behind the lateral map. */
  @ParameterizedTest
  @ValueSource(strings = {"224x256", "231x317"})
  void theLateralMapIsThatOfPyTorch(String size) throws IOException {
    Path weights = SharedFiles.require("weights/efficientnet-lite2.safetensors");
    Npz reference = Npz.read(SharedFiles.require("weights/efficientnet-lite2-reference.npz"));
    BackboneDescriptor descriptor =
        new EfficientNetLiteDescriptor(
            weights.getFileName().toString(),
            plain.order(),
            plain.mean(),
            plain.std(),
            plain.stride(),
            plain.offset(),
            plain.sideMultiple(),
            plain.channels(),
            plain.blocks(),
            LATERAL);
    int[] side = reference.shape("rgb_" + size);
    int[] pixels = reference.ints("rgb_" + size);
    byte[] rgb = new byte[pixels.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) pixels[i];
    }
    try (Backbone network = Backbones.open(manager, descriptor, weights.getParent());
        NDManager scope = manager.newSubManager();
        TensorFile file = TensorFile.read(scope, weights)) {
      NDArray map = network.forward(scope, new Image("rgb", side[1], side[0], rgb)).get(1);
      float[] weight = file.get(scope, "blocks.15.expand.weight", 720, 120, 1, 1).toFloatArray();
      float[] bias = file.get(scope, "blocks.15.expand.bias", 720).toFloatArray();
      float[] input = map.toFloatArray();
      int cells = input.length / 120;
      float[] expanded = new float[720 * cells];
      for (int o = 0; o < 720; o++) {
        for (int cell = 0; cell < cells; cell++) {
          double sum = bias[o];
          for (int c = 0; c < 120; c++) {
            sum += weight[o * 120 + c] * input[c * cells + cell];
          }
          expanded[o * cells + cell] = (float) Math.min(6, Math.max(0, sum));
        }
      }
      MapError error = MapError.of(expanded, reference.floats("c4_" + size));
      assertTrue(error.max() < 2e-5 && error.mean() < 1e-5, error::toString);
    }
  }

  /** Strides and channels of EfficientNet-Lite2: those of B0 times 1.1, to multiples of 8. */
  @Test
  void blocksAreThoseOfTheTable() {
    int[] strides = {2, 4, 8, 16, 32};
    int[] ends = {1, 4, 7, 15, 21};
    int[] stage = {0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6};
    int[] channelsOfB0 = {16, 24, 40, 80, 112, 192, 320};
    try (TrainableBackbone network = network(null)) {
      for (int i = 0; i < strides.length; i++) {
        assertEquals(ends[i], network.blocksUpTo(strides[i]), "up to stride " + strides[i]);
        assertEquals(ends[i], network.blocksUpTo(2 * strides[i] - 1));
      }
      for (int block = 0; block < stage.length; block++) {
        double wide = 1.1 * channelsOfB0[stage[block]];
        assertEquals((int) (wide + 4) / 8 * 8, network.channels(block), "block " + block);
      }
    }
  }

  @Test
  void whatLearnsIsAllBehindTheCutButTheDepthwiseFilters() {
    try (TrainableBackbone network = network(LATERAL)) {
      for (int n : new int[] {0, 11, 20, 21}) {
        Set<String> expected = new TreeSet<>(List.of("head.weight", "head.bias"));
        for (int i = n; i < 21; i++) {
          for (String part : i == 0 ? List.of("project") : List.of("expand", "project")) {
            expected.add("blocks." + i + "." + part + ".weight");
            expected.add("blocks." + i + "." + part + ".bias");
          }
          expected.add("blocks." + i + ".depthwise.bias");
        }
        assertEquals(expected, new TreeSet<>(network.weights(n).keySet()), "cut at " + n);
      }
    }
  }

  @Test
  void allWeightsAreThoseOfTheFileInAFixedOrder() {
    try (TrainableBackbone network = network(null);
        TrainableBackbone again = network(LATERAL);
        TensorFile file = TensorFile.read(manager, IMAGENET.resolve(plain.file()));
        NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> weights = network.weights();
      assertEquals(file.names(), weights.keySet());
      assertEquals(List.copyOf(weights.keySet()), List.copyOf(again.weights().keySet()));
      for (String name : List.of("stem.weight", "blocks.7.depthwise.weight", "head.bias")) {
        NDArray stored = file.get(scope, name, file.shape(name));
        assertEquals(stored.getShape(), weights.get(name).getShape());
        assertArrayEquals(stored.toFloatArray(), weights.get(name).toFloatArray(), name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "21, 120, lateral names block 21 of 21",
    "14, 119, 'block 14 gives 120 channels at stride 16, model.json says 119 at 16'",
    "15, 208, 'block 15 gives 208 channels at stride 32, model.json says 208 at 16'",
    "6, 48, 'block 6 gives 48 channels at stride 8, model.json says 48 at 16'"
  })
  void wrongLateralMapsNameTheWeights(int block, int channels, String reason) {
    BackboneDescriptor wrong = plain.with(new Lateral(block, channels, 15));
    SppdetException e =
        assertThrows(SppdetException.class, () -> Backbones.open(manager, wrong, IMAGENET).close());
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(IMAGENET.resolve("backbone.safetensors").toString(), e.subject());
    assertEquals(reason, e.reason());
  }

  @Test
  void lateralMapsThatCanNotBeAreRefused() {
    assertThrows(SppdetException.class, () -> new Lateral(-1, 120, 15));
    assertThrows(SppdetException.class, () -> new Lateral(14, 0, 15));
    assertThrows(SppdetException.class, () -> new Lateral(14, 120, 1025));
    assertThrows(SppdetException.class, () -> new Lateral(14, 120, Double.NaN));
    SppdetException e =
        assertThrows(
            SppdetException.class,
            () ->
                new EfficientNetLiteDescriptor(
                    plain.file(),
                    plain.order(),
                    plain.mean(),
                    plain.std(),
                    27,
                    plain.offset(),
                    27,
                    plain.channels(),
                    plain.blocks(),
                    LATERAL));
    assertEquals("lateral needs an even stride", e.reason());
    assertEquals(16, plain.with(LATERAL).mapStride());
    assertEquals(15, plain.with(LATERAL).mapOffset());
    assertEquals(32, plain.mapStride());
    assertEquals(31, plain.mapOffset());
  }

  /** Autograd through block 19, block 20 and the head, against differences of the sum. */
  @Test
  void gradientsEqualDifferencesOfTheSum() {
    int cut = 19;
    List<String> names =
        List.of(
            "blocks.19.expand.weight",
            "blocks.19.expand.bias",
            "blocks.19.depthwise.bias",
            "blocks.19.project.weight",
            "blocks.20.expand.weight",
            "head.weight");
    try (TrainableBackbone network = network(null);
        NDManager scope = manager.newSubManager()) {
      NDArray trunk = network.trunk(scope, noise(96, 64), cut);
      Map<String, NDArray> weights = network.weights(cut);
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      try (NDManager step = scope.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray input = trunk.duplicate();
        input.attach(step);
        collector.backward(network.tail(input, cut).get(0).sum());
      }
      for (String name : names) {
        NDArray weight = weights.get(name);
        float[] gradient = weight.getGradient().toFloatArray();
        float[] values = weight.toFloatArray();
        double largest = 0;
        for (float g : gradient) {
          largest = Math.max(largest, Math.abs(g));
        }
        assertTrue(largest > 1, "no gradient of " + name + " to speak of: " + largest);
        for (int i : steepest(gradient, 3)) {
          double difference =
              (sumAt(network, trunk, cut, weight, values, i, STEP)
                      - sumAt(network, trunk, cut, weight, values, i, -STEP))
                  / (2 * STEP);
          assertEquals(difference, gradient[i], 0.03 * largest, name + " " + i);
        }
      }
    }
  }

  /**
   * The chain rule written out gives what libtorch's autograd does, through blocks with and without
   * expansion, of both strides, with and without a lateral map. Sums of some thousand terms differ
   * by the order they are added in; bfloat16 has 8 binary digits.
   */
  @ParameterizedTest
  @CsvSource({
    "0, FLOAT32, 1e-3",
    "11, FLOAT32, 1e-3",
    "15, FLOAT32, 1e-3",
    "20, FLOAT32, 1e-3",
    "21, FLOAT32, 1e-3",
    "11, BFLOAT16, 0.5",
    "20, BFLOAT16, 0.3"
  })
  void learningTailsGiveTheGradientsOfAutograd(int cut, Precision precision, double tolerance) {
    assumeTrue(precision.isThere(), "this processor has no " + precision);
    Lateral lateral = cut <= LATERAL.block() ? LATERAL : null;
    try (TrainableBackbone network = network(lateral);
        NDManager scope = manager.newSubManager()) {
      NDArray trunk = network.trunk(scope, noise(96, 64), cut);
      Map<String, NDArray> weights = network.weights(cut);
      Engine.getInstance().setRandomSeed(1);
      NDList factors = new NDList();
      NDList expected = new NDList();
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDList maps = network.tail(trunk.duplicate(), cut);
        NDArray sum = null;
        for (NDArray map : maps) {
          NDArray factor = scope.randomNormal(map.getShape());
          NDArray part = map.mul(factor).sum();
          sum = sum == null ? part : sum.add(part);
          factors.add(factor);
          expected.add(map.duplicate());
        }
        collector.backward(sum);
      }
      LearningTail tail = network.learning(scope, cut, precision);
      List<Map<String, NDArray>> gradients = new ArrayList<>();
      for (int pass = 0; pass < 2; pass++) {
        LearningTail.Pass there = tail.forward(trunk);
        for (int i = 0; i < expected.size(); i++) {
          assertClose(expected.get(i), there.maps().get(i), 1, tolerance, "map " + i);
        }
        gradients.add(
            there.backward(new NDList(factors.stream().map(NDArray::duplicate).toList())));
      }
      Map<String, NDArray> sums = tail.sum(gradients.get(0), gradients.get(1));
      assertEquals(weights.keySet(), sums.keySet());
      weights.forEach(
          (name, weight) -> assertClose(weight.getGradient(), sums.get(name), 2, tolerance, name));
    }
  }

  /** By the norm of the difference. */
  private static void assertClose(
      NDArray expected, NDArray actual, float times, double tolerance, String name) {
    assertEquals(expected.getShape(), actual.getShape(), name);
    float[] wanted = expected.toFloatArray();
    float[] given = actual.toFloatArray();
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < wanted.length; i++) {
      difference += Math.pow(times * wanted[i] - given[i], 2);
      whole += Math.pow(times * wanted[i], 2);
    }
    double error = Math.sqrt(difference / whole);
    assertTrue(error < tolerance, name + " is off by " + error);
  }

  private static List<Integer> steepest(float[] gradient, int count) {
    return IntStream.range(0, gradient.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
        .limit(count)
        .toList();
  }

  /** The sum of the last map, in double, with one value of a weight moved. */
  private static double sumAt(
      TrainableBackbone network,
      NDArray trunk,
      int cut,
      NDArray weight,
      float[] values,
      int index,
      float step) {
    float[] moved = values.clone();
    moved[index] += step;
    weight.set(moved);
    double sum = 0;
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = trunk.duplicate();
      input.attach(scope);
      for (float v : network.tail(input, cut).get(0).toFloatArray()) {
        sum += v;
      }
    }
    weight.set(values);
    return sum;
  }
}
