package io.sppdet.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SppImageClassifierTest {
  private static final int CLASSES = 10;

  private static NDManager manager;
  private static SppImageClassifier network;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
    network = SppImageClassifier.draw(manager, CLASSES, 1);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void layersAreThoseOfTheDescription() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    network.parameters().forEach((name, array) -> shapes.put(name, array.getShape()));
    Map<String, Shape> expected = new LinkedHashMap<>();
    expected.put("conv1.weight", new Shape(64, 3, 3, 3));
    expected.put("conv1.bias", new Shape(64));
    expected.put("conv2.weight", new Shape(64, 64, 3, 3));
    expected.put("conv2.bias", new Shape(64));
    expected.put("fc1.weight", new Shape(512, 896));
    expected.put("fc1.bias", new Shape(512));
    expected.put("fc2.weight", new Shape(10, 512));
    expected.put("fc2.bias", new Shape(10));
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(shapes.entrySet()));
  }

  @ParameterizedTest
  @CsvSource({"64,64,29,29", "12,12,3,3", "13,12,3,3", "65,31,29,12", "47,200,20,97"})
  void imagesOfAnySizeGiveOneNumberAClass(int height, int width, int mapHeight, int mapWidth) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = scope.randomNormal(new Shape(2, 3, height, width));
      assertEquals(new Shape(2, 64, mapHeight, mapWidth), network.features(images).getShape());
      NDArray logits = network.logits(images);
      assertEquals(new Shape(2, CLASSES), logits.getShape());
      for (float v : logits.toFloatArray()) {
        assertTrue(Float.isFinite(v));
      }
    }
  }

  /** All sides from the least on, alone: what the pyramid's padding rule can't serve is below. */
  @Test
  void noSideAboveTheLeastIsRefused() {
    try (NDManager scope = manager.newSubManager()) {
      for (int side = SppImageClassifier.MIN_SIDE; side < 60; side++) {
        NDArray images = scope.ones(new Shape(1, 3, side, SppImageClassifier.MIN_SIDE));
        assertEquals(new Shape(1, CLASSES), network.logits(images).getShape());
      }
    }
  }

  /** Convolutions, maximum, pyramid and linear layers, in plain loops. */
  @Test
  void logitsAreThoseOfPlainLoops() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = scope.randomNormal(new Shape(1, 3, 14, 17));
      Plain input = new Plain(3, 14, 17, images.toFloatArray());
      Plain map =
          input
              .convolved(values("conv1.weight"), values("conv1.bias"))
              .halved()
              .convolved(values("conv2.weight"), values("conv2.bias"));
      assertArrayEquals(map.values(), network.features(images).toFloatArray(), 1e-5f);
      float[] hidden = linear(map.pyramid(), values("fc1.weight"), values("fc1.bias"));
      float[] logits = linear(hidden, values("fc2.weight"), values("fc2.bias"));
      assertArrayEquals(logits, network.logits(images).toFloatArray(), 1e-5f);
    }
  }

  private static float[] values(String name) {
    return network.parameters().get(name).toFloatArray();
  }

  private static float[] linear(float[] x, float[] weight, float[] bias) {
    float[] output = new float[bias.length];
    for (int o = 0; o < output.length; o++) {
      double sum = bias[o];
      for (int i = 0; i < x.length; i++) {
        sum += weight[o * x.length + i] * x[i];
      }
      output[o] = (float) sum;
    }
    return output;
  }

  /** A map {@code (C, H, W)}. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Plain(int channels, int height, int width, float[] values) {
    double at(int c, int y, int x) {
      return values[(c * height + y) * width + x];
    }

    Plain convolved(float[] weight, float[] bias) {
      Plain output = empty(bias.length, height - 2, width - 2);
      for (int o = 0; o < bias.length; o++) {
        for (int y = 0; y < output.height; y++) {
          for (int x = 0; x < output.width; x++) {
            double sum = bias[o];
            for (int i = 0; i < 9 * channels; i++) {
              sum += weight[o * 9 * channels + i] * at(i / 9, y + i % 9 / 3, x + i % 3);
            }
            output.values[(o * output.height + y) * output.width + x] = (float) Math.max(0, sum);
          }
        }
      }
      return output;
    }

    Plain halved() {
      Plain output = empty(channels, height / 2, width / 2);
      for (int i = 0; i < output.values.length; i++) {
        int x = 2 * (i % output.width);
        int y = 2 * (i / output.width % output.height);
        output.values[i] = (float) max(i / output.width / output.height, y, y + 2, x, x + 2);
      }
      return output;
    }

    float[] pyramid() {
      float[] pooled = new float[14 * channels];
      int at = 0;
      for (int n = 1; n <= 3; n++) {
        int kernelY = (height + n - 1) / n;
        int kernelX = (width + n - 1) / n;
        int top = (kernelY * n - height + 1) / 2;
        int left = (kernelX * n - width + 1) / 2;
        for (int i = 0; i < channels * n * n; i++) {
          int y = i / n % n * kernelY - top;
          int x = i % n * kernelX - left;
          pooled[at++] = (float) max(i / (n * n), y, y + kernelY, x, x + kernelX);
        }
      }
      return pooled;
    }

    private double max(int c, int top, int bottom, int left, int right) {
      double max = Double.NEGATIVE_INFINITY;
      for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
        for (int x = Math.max(0, left); x < Math.min(width, right); x++) {
          max = Math.max(max, at(c, y, x));
        }
      }
      return max;
    }

    private static Plain empty(int channels, int height, int width) {
      return new Plain(channels, height, width, new float[channels * height * width]);
    }
  }

  @Test
  void gradientsAreThoseOfTheDifferences() {
    List<String> names = List.copyOf(network.parameters().keySet());
    Shape[] shapes = new Shape[names.size() + 1];
    shapes[0] = new Shape(1, 3, 13, 15);
    for (int i = 0; i < names.size(); i++) {
      shapes[i + 1] = network.parameters().get(names.get(i)).getShape();
    }
    GradientCheck.check(
        10,
        in -> {
          Map<String, NDArray> weights = new LinkedHashMap<>();
          for (int i = 0; i < names.size(); i++) {
            weights.put(names.get(i), in.get(i + 1));
          }
          // small weights, so that the logits do not drown the differences
          weights.replaceAll((name, array) -> array.mul(array.getManager().create(0.05)));
          return new SppImageClassifier(in.get(0).getManager(), new LayerWeights(weights))
              .logits(in.get(0));
        },
        shapes);
  }

  @Test
  void aSeedAlwaysDrawsTheSameWithinTheBoundOfPyTorch() {
    try (SppImageClassifier again = SppImageClassifier.draw(manager, CLASSES, 1);
        SppImageClassifier other = SppImageClassifier.draw(manager, CLASSES, 2)) {
      network
          .parameters()
          .forEach(
              (name, array) -> {
                float[] values = array.toFloatArray();
                assertArrayEquals(values, again.parameters().get(name).toFloatArray(), name);
                assertTrue(values[0] != other.parameters().get(name).toFloatArray()[0], name);
                NDArray weight = network.parameters().get(name.replace(".bias", ".weight"));
                double bound = Math.sqrt((double) weight.getShape().get(0) / weight.size());
                double largest = 0;
                for (float v : values) {
                  largest = Math.max(largest, Math.abs(v));
                }
                assertTrue(largest <= bound * 1.000001 && largest > 0.5 * bound, name);
              });
    }
  }

  @Test
  void aWrittenNetworkIsReadAgain() throws IOException {
    Path file = folder.resolve("network.safetensors");
    TensorFile.write(file, network.parameters());
    try (SppImageClassifier read = SppImageClassifier.read(manager, CLASSES, file);
        NDManager scope = manager.newSubManager()) {
      NDArray images = scope.randomNormal(new Shape(1, 3, 20, 30));
      assertArrayEquals(network.logits(images).toFloatArray(), read.logits(images).toFloatArray());
    }
  }

  @Test
  void filesOfOtherNetworksAreNamed() throws IOException {
    Path file = folder.resolve("network.safetensors");
    TensorFile.write(file, network.parameters());
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> SppImageClassifier.read(manager, CLASSES + 1, file));
    assertEquals(Kind.MODEL, e.kind());
    assertEquals("tensor fc2.weight has shape (10, 512), expected (11, 512)", e.reason());
    Files.write(file, new byte[5]);
    e = assertThrows(SppdetException.class, () -> SppImageClassifier.read(manager, CLASSES, file));
    assertEquals(file.toString(), e.subject());
  }

  @ParameterizedTest
  @CsvSource({
    "3,11,64,'images of 64x11 pixels are too small: the network needs 12x12'",
    "3,64,1,'images of 1x64 pixels are too small: the network needs 12x12'",
    "4,64,64,'expected maps of 3 channels, got the shape (1, 4, 64, 64)'"
  })
  void imagesThatDoNotFitAreNamed(int channels, int height, int width, String message) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = scope.ones(new Shape(1, channels, height, width));
      var e = assertThrows(IllegalArgumentException.class, () -> network.logits(images));
      assertEquals(message, e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> SppImageClassifier.draw(manager, 0, 1));
  }
}
