package io.sppdet.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.Conv5;
import io.sppdet.head.FullyConnected;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.pooling.SpatialPyramidPooling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Trains conv5, fc6, fc7 and a softmax over the classes and background on SPP features (He et al.
 * 2014, section 4.1). The gradient of spatial pyramid pooling goes to the arg-max cell of each bin:
 * the cells are found in Java and taken from the map with one gather, the rest is autograd.
 *
 * <p>Steps are image-centric (Girshick 2015, section 2.3): a few images, many RoIs of each, so that
 * a step needs the maps of those few only.
 */
final class FineTuner implements AutoCloseable {
  static final int IMAGES_A_STEP = 4;
  private static final int ROIS_AN_IMAGE = 64;
  private static final float LEARNING_RATE = 6e-4f;
  private static final float WEIGHT_DECAY = 0.01f;
  private static final float DROPOUT = 0.5f;
  private static final int WARM_UP_STEPS = 100;
  private static final double SMOOTHING = 0.98;

  private final HeadSize size;
  private final SpatialPyramidPooling pyramid;
  private final Function<FeatureStore.Entry, RoiProjection> projection;
  private final FeatureStore store;
  private final List<String> classes;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final float mapScale;

  FineTuner(
      HeadSize size,
      SpatialPyramidPooling pyramid,
      Function<FeatureStore.Entry, RoiProjection> projection,
      FeatureStore store,
      List<String> classes,
      List<FeatureStore.Entry> images,
      long seed) {
    this.size = size;
    this.pyramid = pyramid;
    this.projection = projection;
    this.store = store;
    this.classes = classes;
    this.manager = NDManager.newBaseManager();
    Engine.getInstance().setRandomSeed((int) seed);
    this.mapScale = 1 / deviation(images);
    addLayer("conv5", size.conv5(), size.backbone(), Math.sqrt(2.0 / size.backbone()));
    addLayer("fc6", size.fc6(), size.pooled(), Math.sqrt(2.0 / size.pooled()));
    addLayer("fc7", size.fc7(), size.fc6(), Math.sqrt(2.0 / size.fc6()));
    addLayer("softmax", size.classes() + 1, size.fc7(), 0.01);
  }

  private void addLayer(String name, int out, int in, double std) {
    NDArray weight = manager.randomNormal(0, (float) std, new Shape(out, in), DataType.FLOAT32);
    parameters.put(name + ".weight", weight);
    parameters.put(name + ".bias", manager.zeros(new Shape(out)));
    parameters.get(name + ".weight").setRequiresGradient(true);
    parameters.get(name + ".bias").setRequiresGradient(true);
  }

  /** Standard deviation of the backbone's values over a few images. */
  private float deviation(List<FeatureStore.Entry> images) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (FeatureStore.Entry entry : images.subList(0, Math.min(20, images.size()))) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray map = store.map(scope, entry, false);
        sum += map.sum().getFloat();
        squares += map.square().sum().getFloat();
        count += map.size();
      }
    }
    double mean = sum / count;
    return (float) Math.sqrt(squares / count - mean * mean);
  }

  /** Runs the given number of steps over the images and their mirror images. */
  void train(List<FeatureStore.Entry> images, int steps, Random random, Progress progress) {
    Optimizer optimizer =
        Optimizer.adamW()
            .optLearningRateTracker(
                WarmUpTracker.builder()
                    .optWarmUpSteps(Math.min(WARM_UP_STEPS, steps / 10 + 1))
                    .setMainTracker(
                        Tracker.cosine()
                            .setBaseValue(LEARNING_RATE)
                            .optFinalValue(LEARNING_RATE / 100)
                            .setMaxUpdates(steps)
                            .build())
                    .build())
            .optWeightDecays(WEIGHT_DECAY)
            .build();
    progress.begin("fine-tuning", steps);
    List<Pick> epoch = new ArrayList<>();
    double smoothed = Math.log(size.classes() + 1.0);
    for (int step = 0; step < steps; step++) {
      if (epoch.size() < IMAGES_A_STEP) {
        images.forEach(
            entry -> Collections.addAll(epoch, new Pick(entry, false), new Pick(entry, true)));
        Collections.shuffle(epoch, random);
      }
      List<Pick> batch = epoch.subList(Math.max(0, epoch.size() - IMAGES_A_STEP), epoch.size());
      List<Drawn> drawn = draw(batch, random);
      batch.clear();
      if (!drawn.isEmpty()) { // regions that are all on difficult objects teach nothing
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * step(drawn, optimizer);
      }
      progress.done(step + 1, String.format(Locale.ROOT, "loss %.3f", smoothed));
    }
  }

  /** An image or its mirror image. */
  record Pick(FeatureStore.Entry entry, boolean flipped) {}

  /** An image of a step with the regions drawn of it, at least one. */
  record Drawn(Pick pick, RegionLabels regions, RoiSampler.Sample sample) {}

  List<Drawn> draw(List<Pick> batch, Random random) {
    List<Drawn> drawn = new ArrayList<>();
    for (Pick pick : batch) {
      RegionLabels regions = new RegionLabels(pick.entry(), classes, pick.flipped());
      RoiSampler.Sample sample =
          new RoiSampler(ROIS_AN_IMAGE).draw(regions, classes.size(), random);
      if (!sample.regions().isEmpty()) {
        drawn.add(new Drawn(pick, regions, sample));
      }
    }
    return drawn;
  }

  private double step(List<Drawn> batch, Optimizer optimizer) {
    double value;
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = loss(scope, batch);
      collector.backward(loss);
      value = loss.getFloat();
    }
    parameters.forEach(
        (name, parameter) -> {
          try (NDArray gradient = parameter.getGradient()) {
            optimizer.update(name, parameter, gradient);
          }
        });
    return value;
  }

  /** Mean cross-entropy of the drawn regions. */
  NDArray loss(NDManager scope, List<Drawn> batch) {
    NDList pooled = new NDList();
    List<Integer> labels = new ArrayList<>();
    for (Drawn drawn : batch) {
      pooled.add(pool(scope, drawn));
      labels.addAll(drawn.sample().labels());
    }
    NDArray logits = softmaxLayer(NDArrays.concat(pooled, 0));
    NDArray truth = scope.create(labels.stream().mapToLong(Integer::longValue).toArray());
    return Loss.softmaxCrossEntropyLoss().evaluate(new NDList(truth), new NDList(logits));
  }

  /** The learnt tensors by name, such as {@code fc6.weight}. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /** SPP of the sampled regions, {@code (R, bins · conv5)}, through which gradients flow. */
  private NDArray pool(NDManager scope, Drawn drawn) {
    Pick pick = drawn.pick();
    NDArray map = store.map(scope, pick.entry(), pick.flipped()).mul(mapScale);
    int height = (int) map.getShape().get(2);
    int width = (int) map.getShape().get(3);
    NDArray cells =
        new Conv5(parameters.get("conv5.weight"), parameters.get("conv5.bias")).cells(map);
    RoiProjection onto = projection.apply(pick.entry());
    List<Window> windows =
        drawn.sample().regions().stream()
            .map(r -> onto.window(drawn.regions().boxes().get(r), width, height))
            .toList();
    int[] winners =
        pyramid.argMax(new FeatureMap(height, width, size.conv5(), cells.toFloatArray()), windows);
    NDArray index =
        scope
            .create(winners, new Shape((long) windows.size() * pyramid.bins(), size.conv5()))
            .toType(DataType.INT64, false);
    return cells.gather(index, 0).reshape(windows.size(), size.pooled());
  }

  private NDArray softmaxLayer(NDArray pooled) {
    NDArray fc6 = dropout(layer("fc6").apply(pooled));
    NDArray fc7 = dropout(layer("fc7").apply(fc6));
    return Linear.linear(fc7, parameters.get("softmax.weight"), parameters.get("softmax.bias"))
        .singletonOrThrow();
  }

  private FullyConnected layer(String name) {
    return new FullyConnected(parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  private static NDArray dropout(NDArray x) {
    return Dropout.dropout(x, DROPOUT, true).singletonOrThrow();
  }

  /** Puts conv5, fc6 and fc7 into the head; the scale of the maps goes into conv5. */
  void export(HeadWeights head) {
    for (String layer : List.of("conv5", "fc6", "fc7")) {
      for (String tensor : List.of(layer + ".weight", layer + ".bias")) {
        float[] values = parameters.get(tensor).toFloatArray();
        if (tensor.equals("conv5.weight")) {
          for (int i = 0; i < values.length; i++) {
            values[i] *= mapScale;
          }
        }
        head.set(tensor, values);
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
