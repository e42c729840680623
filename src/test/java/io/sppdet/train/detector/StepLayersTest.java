package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.operator.LearningOperators;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.LayerName;
import io.sppdet.train.solver.AdamWTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two layers of 40 and 30 units on 20 rows of 50 numbers, beside loops in double. */
class StepLayersTest {
  private static final int[] SIZES = {50, 40, 30};
  private static final int ROWS = 20;

  private static float[] gaussian(Random random, int length) {
    return AdamWTest.gaussian(random, length, 0.3);
  }

  private static Map<String, NDArray> parameters(NDManager scope, Random random) {
    Map<String, NDArray> parameters = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      Shape shape = new Shape(SIZES[i + 1], SIZES[i]);
      float[] weight = gaussian(random, SIZES[i + 1] * SIZES[i]);
      parameters.put(i + ".weight", scope.create(weight, shape));
      parameters.put(i + ".bias", scope.create(gaussian(random, SIZES[i + 1])));
    }
    return parameters;
  }

  /** Forwards without dropout, then with it; what it dropped shows in what it gave. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INT8")
  void equalTheChainRule(Precision precision) {
    assumeTrue(precision.isThere(), "this processor has no " + precision);
    double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 0.03;
    Random random = new Random(1);
    try (NDManager scope = NDManager.newBaseManager()) {
      Map<String, NDArray> parameters = parameters(scope, random);
      StepLayers layers =
          new StepLayers(
              scope,
              LearningOperators.load(scope),
              precision,
              List.of(new LayerName("0"), new LayerName("1")),
              parameters);
      NDArray x = scope.create(gaussian(random, ROWS * SIZES[0]), new Shape(ROWS, SIZES[0]));
      double[][] still = relu(parameters, "1", relu(parameters, "0", rows(x)));
      assertClose(still, rows(layers.still(x)), tolerance);

      NDArray dropped = layers.forward(x);
      assertEquals(DataType.FLOAT32, dropped.getDataType());
      NDArray gradient = scope.create(gaussian(random, ROWS * SIZES[2]), new Shape(ROWS, SIZES[2]));
      double[][] ofInner = new double[ROWS][SIZES[2]];
      double[] ofBias = new double[SIZES[2]];
      for (int r = 0; r < ROWS; r++) {
        for (int i = 0; i < SIZES[2]; i++) {
          boolean passes = rows(dropped)[r][i] > 0;
          ofInner[r][i] = passes ? 2 * rows(gradient)[r][i] : 0;
          ofBias[i] += ofInner[r][i];
        }
      }
      NDArray ofRows = layers.backward(gradient);
      assertEquals(x.getShape(), ofRows.getShape());
      assertClose(
          new double[][] {ofBias},
          new double[][] {rows(layers.gradients().get("1.bias").reshape(1, -1))[0]},
          tolerance);
      assertEquals(parameters.keySet(), layers.gradients().keySet());
      layers
          .gradients()
          .forEach((name, of) -> assertEquals(parameters.get(name).getShape(), of.getShape()));
    }
  }

  @Test
  void halfOfTheUnitsAreDroppedAndTheMeanStays() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(1);
      NDArray ones = scope.ones(new Shape(100, 100));
      LearningOperators.load(scope).dropout(ones, 0.5);
      float[] values = ones.toFloatArray();
      int kept = 0;
      for (float v : values) {
        assertTrue(v == 0 || v == 2, "" + v);
        kept += v > 0 ? 1 : 0;
      }
      assertEquals(5000, kept, 200);
    }
  }

  private static double[][] relu(Map<String, NDArray> parameters, String name, double[][] x) {
    double[][] weight = rows(parameters.get(name + ".weight"));
    float[] bias = parameters.get(name + ".bias").toFloatArray();
    double[][] y = new double[x.length][bias.length];
    for (int r = 0; r < x.length; r++) {
      for (int o = 0; o < bias.length; o++) {
        double sum = bias[o];
        for (int i = 0; i < x[r].length; i++) {
          sum += weight[o][i] * x[r][i];
        }
        y[r][o] = Math.max(0, sum);
      }
    }
    return y;
  }

  private static double[][] rows(NDArray array) {
    float[] values = array.toFloatArray();
    int columns = (int) array.getShape().get(1);
    double[][] rows = new double[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      rows[i / columns][i % columns] = values[i];
    }
    return rows;
  }

  private static void assertClose(double[][] expected, double[][] actual, double tolerance) {
    double difference = 0;
    double whole = 0;
    for (int r = 0; r < expected.length; r++) {
      for (int i = 0; i < expected[r].length; i++) {
        difference += Math.pow(expected[r][i] - actual[r][i], 2);
        whole += Math.pow(expected[r][i], 2);
      }
    }
    double error = Math.sqrt(difference / whole);
    assertTrue(error < tolerance, "off by " + error);
  }
}
