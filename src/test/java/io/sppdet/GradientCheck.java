package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Compares autograd with central differences, in float64, for a random weighted sum of all a
 * function gives, at random inputs.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;

  /** Up to how many values of an input all are moved, and how many are drawn where it has more. */
  private static final int ALL = 64;

  private static final int DRAWN = 8;

  private final Random random;
  private final Function<NDList, NDArray> function;
  private final List<Shape> shapes;
  private final List<double[]> inputs = new ArrayList<>();

  private GradientCheck(long seed, Function<NDList, NDArray> function, List<Shape> shapes) {
    this.random = new Random(seed);
    this.function = function;
    this.shapes = shapes;
    shapes.forEach(shape -> inputs.add(gaussian((int) shape.size())));
  }

  /**
   * Fails where a gradient is wrong, or hardly anything at all for a whole input.
   *
   * @param function of float64 arrays of the shapes given, which must not keep them
   */
  public static void check(long seed, Function<NDList, NDArray> function, Shape... shapes) {
    new GradientCheck(seed, function, List.of(shapes)).run();
  }

  private double[] gaussian(int length) {
    return DoubleStream.generate(random::nextGaussian).limit(length).toArray();
  }

  private NDList arrays(NDManager scope) {
    NDList arrays = new NDList();
    for (int i = 0; i < shapes.size(); i++) {
      arrays.add(scope.create(inputs.get(i), shapes.get(i)).duplicate());
    }
    return arrays;
  }

  private void run() {
    List<double[]> gradients = new ArrayList<>();
    double[] weights;
    try (NDManager scope = NDManager.newBaseManager()) {
      NDList arrays = arrays(scope);
      arrays.forEach(array -> array.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray output = function.apply(arrays);
        weights = gaussian((int) output.size());
        collector.backward(output.mul(scope.create(weights, output.getShape())).sum());
      }
      arrays.forEach(array -> gradients.add(array.getGradient().toDoubleArray()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      double[] gradient = gradients.get(i);
      double largest = DoubleStream.of(gradient).map(Math::abs).max().orElse(0);
      assertTrue(largest > 1e-3, "no gradient of input " + i + " to speak of: " + largest);
      for (int at : moved(gradient.length)) {
        double value = inputs.get(i)[at];
        inputs.get(i)[at] = value + STEP;
        double above = sum(weights);
        inputs.get(i)[at] = value - STEP;
        double below = sum(weights);
        inputs.get(i)[at] = value;
        assertEquals(
            (above - below) / (2 * STEP),
            gradient[at],
            TOLERANCE * (1 + largest),
            "input " + i + ", value " + at);
      }
    }
  }

  private int[] moved(int length) {
    return length <= ALL
        ? IntStream.range(0, length).toArray()
        : random.ints(0, length).distinct().limit(DRAWN).toArray();
  }

  private double sum(double[] weights) {
    try (NDManager scope = NDManager.newBaseManager()) {
      double[] output = function.apply(arrays(scope)).toDoubleArray();
      double sum = 0;
      for (int i = 0; i < output.length; i++) {
        sum += weights[i] * output[i];
      }
      return sum;
    }
  }
}
