package io.sppdet.train.classifier;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.sppdet.classify.ImageView;
import io.sppdet.classify.MapNetwork;
import io.sppdet.model.ClassifierHead;
import io.sppdet.pooling.roi.Concatenation;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.AdamW;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Trains a network on maps of any size by steps. With several scales, all images of an epoch are
 * shown at one, the next epoch at the next: the multi-size training of He et al. 2014, section 2.3.
 * The images of a batch keep their own shapes: each is pooled alone, all are classified together.
 */
final class NetworkTrainer {
  private static final int BATCH = 16;
  private static final double RATE = 1e-3;

  private final MapNetwork network;
  private final ClassifierHead head;
  private final LabelledMaps images;
  private final List<List<ImageView>> scales;
  private final Progress progress;

  /**
   * @param scales for each scale the views an image may be shown in
   */
  NetworkTrainer(
      MapNetwork network,
      ClassifierHead head,
      LabelledMaps images,
      List<List<ImageView>> scales,
      Progress progress) {
    this.network = network;
    this.head = head;
    this.images = images;
    this.scales = scales;
    this.progress = progress;
  }

  /** Shows each image so often; returns the mean loss of the last epoch. */
  double train(int epochs, long seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      order.add(i);
    }
    int batches = (order.size() + BATCH - 1) / BATCH;
    int steps = epochs * batches;
    int step = 0;
    double loss = 0;
    network.parameters().values().forEach(parameter -> parameter.setRequiresGradient(true));
    try (NDManager manager = Tensors.newManager()) {
      AdamW optimizer = new AdamW(manager, network.parameters());
      progress.begin("training", steps, 0);
      for (int epoch = 0; epoch < epochs; epoch++) {
        Collections.shuffle(order, random);
        List<ImageView> views = scales.get(epoch % scales.size());
        loss = 0;
        for (int from = 0; from < order.size(); from += BATCH) {
          List<Integer> batch = order.subList(from, Math.min(order.size(), from + BATCH));
          loss += step(batch, views, random) / batches;
          double rate = RATE * (1 + Math.cos(Math.PI * step / steps)) / 2;
          optimizer.update(name -> rate);
          progress.done(++step, String.format(Locale.ROOT, "epoch %d", epoch + 1));
        }
      }
    }
    network.parameters().values().forEach(parameter -> parameter.setRequiresGradient(false));
    return loss;
  }

  private double step(List<Integer> batch, List<ImageView> views, Random random) {
    try (NDManager scope = Tensors.newManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList pooled = new NDList();
      for (int image : batch) {
        ImageView view = views.get(random.nextInt(views.size()));
        pooled.add(network.pooled(images.maps(scope, image, List.of(view)).get(0)));
      }
      NDArray values = network.classified(Concatenation.of(pooled, 0));
      NDArray loss =
          head == ClassifierHead.SOFTMAX
              ? softmax(scope, batch, values)
              : sigmoid(scope, batch, values);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  private NDArray softmax(NDManager scope, List<Integer> batch, NDArray values) {
    long[] labels = batch.stream().mapToLong(images::onlyClass).toArray();
    return Loss.softmaxCrossEntropyLoss()
        .evaluate(new NDList(scope.create(labels)), new NDList(values));
  }

  /** The mean, over what is known, of −ln of the probability of what is there, or not there. */
  private NDArray sigmoid(NDManager scope, List<Integer> batch, NDArray values) {
    int classes = images.classes().size();
    float[] there = new float[batch.size() * classes];
    float[] known = new float[there.length];
    float count = 0;
    for (int i = 0; i < there.length; i++) {
      int label = images.label(batch.get(i / classes), i % classes);
      there[i] = label > 0 ? 1 : 0;
      known[i] = label == 0 ? 0 : 1;
      count += known[i];
    }
    Shape shape = new Shape(batch.size(), classes);
    return Activation.softPlus(values)
        .sub(values.mul(scope.create(there, shape)))
        .mul(scope.create(known, shape))
        .sum()
        .div(Math.max(1, count));
  }
}
