package io.sppdet.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import io.sppdet.classify.SppMapClassifier.Size;
import io.sppdet.error.SppdetException;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SppMapClassifierTest {
  private static final Size SMALL = new Size(3, 7, 4);

  @TempDir Path folder;

  @Test
  void theUsualSizesMakeTenThousandNumbersOfAnyMap() {
    try (NDManager manager = NDManager.newBaseManager();
        SppMapClassifier network = SppMapClassifier.draw(manager, Size.USUAL, 1)) {
      Map<String, NDArray> weights = network.parameters();
      assertEquals(List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"), names(weights));
      assertEquals(new Shape(4096, 10752), weights.get("fc1.weight").getShape());
      assertEquals(new Shape(1000, 4096), weights.get("fc2.weight").getShape());
      for (Shape shape :
          List.of(new Shape(1, 512, 13, 13), new Shape(2, 512, 4, 6), new Shape(1, 512, 10, 31))) {
        NDArray probabilities = network.probabilities(manager.randomNormal(shape));
        assertEquals(new Shape(shape.get(0), 1000), probabilities.getShape());
        for (float p : probabilities.toFloatArray()) {
          assertTrue(p > 0 && p < 1, "probability " + p);
        }
      }
    }
  }

  private static List<String> names(Map<String, NDArray> weights) {
    return List.copyOf(weights.keySet());
  }

  /** A map of 4×4 cells, so that the finest bins are the cells themselves. */
  @Test
  void probabilitiesAreThoseOfPlainLoops() {
    try (NDManager manager = NDManager.newBaseManager();
        SppMapClassifier network = SppMapClassifier.draw(manager, SMALL, 3)) {
      NDArray maps = manager.randomNormal(new Shape(1, 3, 4, 4));
      float[] x = maps.toFloatArray();
      double[] pooled = new double[63];
      Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < 48; i++) {
        int channel = i / 16;
        int quarter = 48 + 4 * channel + i % 16 / 8 * 2 + i % 4 / 2;
        int whole = 60 + channel;
        pooled[i] = x[i];
        pooled[quarter] = Math.max(pooled[quarter], x[i]);
        pooled[whole] = Math.max(pooled[whole], x[i]);
      }
      double[] logits = linear(linear(pooled, network, "fc1"), network, "fc2");
      float[] actual = network.logits(maps).toFloatArray();
      float[] probabilities = network.probabilities(maps).toFloatArray();
      for (int i = 0; i < 4; i++) {
        assertEquals(logits[i], actual[i], 1e-5);
        assertEquals(1 / (1 + Math.exp(-logits[i])), probabilities[i], 1e-6);
      }
    }
  }

  private static double[] linear(double[] x, SppMapClassifier network, String layer) {
    float[] weight = network.parameters().get(layer + ".weight").toFloatArray();
    float[] bias = network.parameters().get(layer + ".bias").toFloatArray();
    double[] output = new double[bias.length];
    for (int o = 0; o < output.length; o++) {
      output[o] = bias[o];
      for (int i = 0; i < x.length; i++) {
        output[o] += weight[o * x.length + i] * x[i];
      }
    }
    return output;
  }

  @Test
  void gradientsAreThoseOfTheDifferences() {
    GradientCheck.check(
        11,
        in -> {
          Map<String, NDArray> weights = new LinkedHashMap<>();
          weights.put("fc1.weight", in.get(1));
          weights.put("fc1.bias", in.get(2));
          weights.put("fc2.weight", in.get(3));
          weights.put("fc2.bias", in.get(4));
          // small weights, so that no sigmoid is flat
          weights.replaceAll((name, array) -> array.mul(array.getManager().create(0.05)));
          return new SppMapClassifier(in.get(0).getManager(), SMALL, new LayerWeights(weights))
              .probabilities(in.get(0));
        },
        new Shape(2, 3, 7, 10),
        new Shape(7, 63),
        new Shape(7),
        new Shape(4, 7),
        new Shape(4));
  }

  @Test
  void aWrittenNetworkIsReadAgain() throws IOException {
    Path file = folder.resolve("network.safetensors");
    try (NDManager manager = NDManager.newBaseManager();
        SppMapClassifier network = SppMapClassifier.draw(manager, SMALL, 3)) {
      TensorFile.write(file, network.parameters());
      NDArray maps = manager.randomNormal(new Shape(2, 3, 8, 6));
      try (SppMapClassifier read = SppMapClassifier.read(manager, SMALL, file)) {
        assertArrayEquals(network.logits(maps).toFloatArray(), read.logits(maps).toFloatArray());
      }
      Size wider = new Size(4, 7, 4);
      SppdetException e =
          assertThrows(SppdetException.class, () -> SppMapClassifier.read(manager, wider, file));
      assertEquals("tensor fc1.weight has shape (7, 63), expected (7, 84)", e.reason());
      assertEquals(file.toString(), e.subject());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2,8,8,'expected maps of 3 channels, got the shape (1, 2, 8, 8)'",
    "3,8,9,'a map of 9x8 cells can''t be pooled to 4x4 bins: a kernel of 3x2 would need a padding of"
        + " 2x0, more than half of it'"
  })
  void mapsThatDoNotFitAreNamed(int channels, int height, int width, String message) {
    try (NDManager manager = NDManager.newBaseManager();
        SppMapClassifier network = SppMapClassifier.draw(manager, SMALL, 3)) {
      NDArray maps = manager.ones(new Shape(1, channels, height, width));
      var e = assertThrows(IllegalArgumentException.class, () -> network.probabilities(maps));
      assertEquals(message, e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> new Size(3, 0, 4));
  }
}
