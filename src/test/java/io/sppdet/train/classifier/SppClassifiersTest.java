package io.sppdet.train.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.sppdet.classify.SppImageClassifier;
import io.sppdet.classify.SppMapClassifier;
import io.sppdet.train.solver.AdamW;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The small networks learn from batches of many sizes, and know sizes they never saw. */
class SppClassifiersTest {
  private static final double RATE = 1e-3;

  /** What a network is to give for maps. */
  private record Batch(NDArray input, NDArray truth) {}

  /** Takes steps on batches of {@code next}; the loss of the first and the last ten. */
  private static double[] train(
      NDManager manager,
      Map<String, NDArray> parameters,
      int steps,
      Function<NDManager, NDArray> loss) {
    parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
    AdamW optimizer = new AdamW(manager, parameters);
    double first = 0;
    double last = 0;
    for (int step = 0; step < steps; step++) {
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray value = loss.apply(scope);
        collector.backward(value);
        first += step < 10 ? value.getFloat() / 10 : 0;
        last += step >= steps - 10 ? value.getFloat() / 10 : 0;
      }
      optimizer.update(name -> RATE);
    }
    return new double[] {first, last};
  }

  /** Stripes of random distance in noise: across, down, or along a diagonal. */
  private static Batch stripes(NDManager scope, Random random, int side) {
    int count = 6;
    float[] pixels = new float[count * 3 * side * side];
    long[] labels = new long[count];
    for (int n = 0; n < count; n++) {
      labels[n] = random.nextInt(3);
      double phase = 7 * random.nextDouble();
      double distance = 0.8 + 0.6 * random.nextDouble();
      for (int i = 0; i < 3 * side * side; i++) {
        int x = i % side;
        int y = i / side % side;
        double along = labels[n] == 0 ? x : labels[n] == 1 ? y : (x + y) / Math.sqrt(2);
        pixels[n * 3 * side * side + i] =
            (float) (Math.sin(phase + distance * along) + 0.3 * random.nextGaussian());
      }
    }
    return new Batch(scope.create(pixels, new Shape(count, 3, side, side)), scope.create(labels));
  }

  @Test
  void imagesOfUnseenSizesAreClassified() {
    Random random = new Random(1);
    int[] sides = {16, 21, 28};
    try (NDManager manager = NDManager.newBaseManager();
        SppImageClassifier network = SppImageClassifier.draw(manager, 3, 1)) {
      double[] losses =
          train(
              manager,
              network.parameters(),
              60,
              scope -> {
                Batch batch = stripes(scope, random, sides[random.nextInt(sides.length)]);
                return Loss.softmaxCrossEntropyLoss()
                    .evaluate(new NDList(batch.truth()), new NDList(network.logits(batch.input())));
              });
      assertEquals(Math.log(3), losses[0], 0.5);
      assertTrue(losses[1] < 0.25 * losses[0], () -> losses[0] + " to " + losses[1]);
      int right = 0;
      for (int side : new int[] {14, 24, 37, 24, 14, 37}) {
        try (NDManager scope = manager.newSubManager()) {
          Batch batch = stripes(scope, random, side);
          right +=
              (int)
                  network
                      .logits(batch.input())
                      .argMax(1)
                      .eq(batch.truth())
                      .countNonzero()
                      .getLong();
        }
      }
      assertTrue(right >= 33, right + " of 36");
    }
  }

  /** Class k is there if channel k is high in some cell; noise elsewhere. */
  private static Batch marks(NDManager scope, Random random, int height, int width) {
    int count = 8;
    float[] cells = new float[count * 4 * height * width];
    float[] present = new float[count * 4];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = 0.3f * (float) random.nextGaussian();
    }
    for (int i = 0; i < present.length; i++) {
      present[i] = random.nextInt(2);
      cells[i * height * width + random.nextInt(height * width)] += 3 * present[i];
    }
    return new Batch(
        scope.create(cells, new Shape(count, 4, height, width)),
        scope.create(present, new Shape(count, 4)));
  }

  @Test
  void classesOfMapsOfUnseenSizesAreTold() {
    Random random = new Random(2);
    int[] sides = {4, 7, 10};
    try (NDManager manager = NDManager.newBaseManager();
        SppMapClassifier network =
            SppMapClassifier.draw(manager, new SppMapClassifier.Size(4, 32, 4), 1)) {
      double[] losses =
          train(
              manager,
              network.parameters(),
              200,
              scope -> {
                int height = sides[random.nextInt(sides.length)];
                Batch batch = marks(scope, random, height, sides[random.nextInt(sides.length)]);
                NDArray logits = network.logits(batch.input());
                // −ln of the probability of what is there, or not there
                return Activation.softPlus(logits).sub(logits.mul(batch.truth())).mean();
              });
      assertEquals(Math.log(2), losses[0], 0.2);
      assertTrue(losses[1] < 0.5 * losses[0], () -> losses[0] + " to " + losses[1]);
      int right = 0;
      for (int side : new int[] {6, 8, 11, 13}) {
        try (NDManager scope = manager.newSubManager()) {
          Batch batch = marks(scope, random, side, 12);
          float[] probabilities = network.probabilities(batch.input()).toFloatArray();
          float[] truth = batch.truth().toFloatArray();
          for (int i = 0; i < truth.length; i++) {
            right += probabilities[i] > 0.5f == truth[i] > 0.5f ? 1 : 0;
          }
        }
      }
      assertTrue(right >= 115, right + " of 128");
    }
  }
}
