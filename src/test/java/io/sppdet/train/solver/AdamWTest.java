package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class AdamWTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  public void close() {
    manager.close();
  }

  /** Algorithm 2 of Loshchilov and Hutter, with α = 1 and η_t the learning rate. */
  private static final class PlainAdamW {
    private final double[] theta;
    private final double[] m;
    private final double[] v;
    private final double decay;
    private int t;

    PlainAdamW(float[] start, double decay) {
      this.decay = decay;
      theta = new double[start.length];
      m = new double[start.length];
      v = new double[start.length];
      for (int i = 0; i < start.length; i++) {
        theta[i] = start[i];
      }
    }

    void update(float[] gradient, double rate) {
      t++;
      for (int i = 0; i < theta.length; i++) {
        m[i] = 0.9 * m[i] + (1 - 0.9) * gradient[i];
        v[i] = 0.999 * v[i] + (1 - 0.999) * gradient[i] * gradient[i];
        double meanHat = m[i] / (1 - Math.pow(0.9, t));
        double varianceHat = v[i] / (1 - Math.pow(0.999, t));
        theta[i] -= rate * (meanHat / (Math.sqrt(varianceHat) + 1e-8) + decay * theta[i]);
      }
    }
  }

  /** Gives parameters the gradients wanted: those of the sum of their products with them. */
  public static void backward(Map<String, NDArray> parameters, Map<String, float[]> gradients) {
    try (NDManager scope = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = scope.create(0f);
      for (Map.Entry<String, NDArray> entry : parameters.entrySet()) {
        NDArray parameter = entry.getValue();
        NDArray factor = scope.create(gradients.get(entry.getKey()), parameter.getShape());
        loss = loss.add(factor.mul(parameter).sum());
      }
      collector.backward(loss);
    }
  }

  public static float[] gaussian(Random random, int length, double spread) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * spread);
    }
    return values;
  }

  /** Five updates of two parameters with learning rates of their own that change. */
  @ParameterizedTest
  @ValueSource(doubles = {0, AdamW.DECAY, 0.3})
  void fiveUpdatesFollowTheAlgorithm(double decay) {
    Random random = new Random(1);
    Map<String, float[]> starts =
        Map.of("weight", gaussian(random, 6, 1), "bias", gaussian(random, 3, 0.1));
    Map<String, NDArray> parameters =
        new TreeMap<>(
            Map.of(
                "weight", manager.create(starts.get("weight"), new Shape(2, 3)),
                "bias", manager.create(starts.get("bias"))));
    parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
    Map<String, PlainAdamW> plain = new TreeMap<>();
    starts.forEach((name, start) -> plain.put(name, new PlainAdamW(start, decay)));
    AdamW optimizer = new AdamW(manager, parameters, decay, 0);
    for (int update = 1; update <= 5; update++) {
      Map<String, float[]> gradients =
          Map.of("weight", gaussian(random, 6, 3), "bias", gaussian(random, 3, 0.01));
      double rate = 0.1 / update;
      backward(parameters, gradients);
      optimizer.update(name -> name.equals("bias") ? rate / 2 : rate);
      assertEquals(update, optimizer.updates());
      plain.get("weight").update(gradients.get("weight"), rate);
      plain.get("bias").update(gradients.get("bias"), rate / 2);
      for (String name : starts.keySet()) {
        float[] values = parameters.get(name).toFloatArray();
        for (int i = 0; i < values.length; i++) {
          assertEquals(plain.get(name).theta[i], values[i], 3e-6, name + " in update " + update);
        }
      }
    }
  }

  /** Decay is not part of the gradient: without one, values shrink by rate · 0.01 each time. */
  @Test
  void decayIsDecoupled() {
    NDArray parameter = manager.create(new float[] {2, -1000});
    parameter.setRequiresGradient(true);
    Map<String, NDArray> parameters = Map.of("a", parameter);
    AdamW optimizer = new AdamW(manager, parameters);
    for (int i = 0; i < 5; i++) {
      backward(parameters, Map.of("a", new float[2]));
      optimizer.update(name -> 0.5);
    }
    double left = Math.pow(1 - 0.5 * 0.01, 5);
    float[] expected = {(float) (2 * left), (float) (-1000 * left)};
    assertArrayEquals(expected, parameter.toFloatArray(), 1e-3f);
    assertEquals(2 * left, parameter.toFloatArray()[0], 1e-6);
  }

  /** The first update is the rate in the direction of the sign, whatever the gradient's size. */
  @Test
  void theFirstUpdateIsTheLearningRate() {
    NDArray parameter = manager.create(new float[] {0, 0, 0});
    parameter.setRequiresGradient(true);
    AdamW optimizer = new AdamW(manager, Map.of("a", parameter));
    backward(Map.of("a", parameter), Map.of("a", new float[] {1e-3f, -70, 5e4f}));
    optimizer.update(name -> 0.25);
    assertArrayEquals(new float[] {-0.25f, 0.25f, -0.25f}, parameter.toFloatArray(), 1e-4f);
  }

  /** After each update the average moves by a share of the way to the parameter. */
  @Test
  void averagesFollowTheParameters() {
    NDArray parameter = manager.create(new float[] {1, -3});
    parameter.setRequiresGradient(true);
    Map<String, NDArray> parameters = Map.of("a", parameter);
    AdamW optimizer = new AdamW(manager, parameters, AdamW.DECAY, 0.25);
    double[] expected = {1, -3};
    for (int update = 0; update < 4; update++) {
      backward(parameters, Map.of("a", new float[] {1, 5 - update}));
      optimizer.update(name -> 0.3);
      float[] values = parameter.toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        expected[i] += 0.25 * (values[i] - expected[i]);
        assertEquals(
            expected[i], optimizer.state().get("average.a").toFloatArray()[i], 1e-5, "" + i);
      }
    }
    optimizer.takeAverages();
    assertEquals(expected[0], parameter.toFloatArray()[0], 1e-5);
    assertEquals(expected[1], parameter.toFloatArray()[1], 1e-5);
  }

  @Test
  void gradientsCanBeGiven() {
    NDArray parameter = manager.create(new float[] {0, 0});
    AdamW optimizer = new AdamW(manager, Map.of("a", parameter));
    optimizer.update(Map.of("a", manager.create(new float[] {3, -2})), name -> 0.5);
    assertArrayEquals(new float[] {-0.5f, 0.5f}, parameter.toFloatArray(), 1e-4f);
  }
}
