package io.sppdet.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxDelta;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Conv5;
import io.sppdet.head.FullyConnected;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.pooling.MeanPooling;
import io.sppdet.pooling.Pyramid;
import io.sppdet.pooling.Reduction;
import io.sppdet.pooling.SpatialPyramidPooling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Trains the layers behind the backbone, a softmax over the classes and background, and as much of
 * the backbone as asked for (He et al. 2014, section 4.1; Girshick 2015, section 2.3).
 *
 * <p>SPP-net's authors keep the convolutional layers fixed: they draw the 128 RoIs of a batch from
 * all images at once, so that a gradient through spatial pyramid pooling would need the whole maps
 * of some 128 images, forward and backward. Here a step is image-centric, as in Fast R-CNN: few
 * images, many RoIs of each, so that it needs the maps of those few only, and the gradient of the
 * pooling, which goes to the arg-max cell of each bin, runs on into the convolutions. The cells are
 * found in Java and taken from the map with one gather (means are two products with the shares of
 * rows and columns); the rest is autograd.
 *
 * <p>Constants of the loss are arrays of the step's scope: DJL frees the memory of a plain number
 * before the backward pass reads it.
 *
 * <p>All that is random in a step follows from the seed and the step's number, so that a run taken
 * up at any step ends as one that was never interrupted.
 */
final class FineTuner implements AutoCloseable {
  /** R-CNN's usual spread of box deltas, by which they are divided for training. */
  private static final float[] DELTA_STD = {0.1f, 0.1f, 0.2f, 0.2f};

  private static final float DROPOUT = 0.5f;
  private static final double SMOOTHING = 0.98;
  private static final int STATISTICS_IMAGES = 20;
  private static final int PCA_IMAGES = 200;

  /**
   * How the steps are taken.
   *
   * @param images images a step
   * @param rois RoIs an image
   * @param background background RoIs from which half of those of an image are the hardest; 0 to
   *     draw all of them blindly
   * @param steps of the whole run
   * @param rate highest learning rate of the layers behind the backbone
   * @param backboneRate highest learning rate of the backbone's blocks
   * @param scales short sides, one of which is drawn each time an image is shown
   * @param conv5Learns whether conv5 learns too; else it is fixed before
   * @param seed of all random choices
   */
  record Recipe(
      int images,
      int rois,
      int background,
      int steps,
      double rate,
      double backboneRate,
      List<Integer> scales,
      boolean conv5Learns,
      long seed) {
    /** A linear warm-up, then half a cosine down to a hundredth. */
    double schedule(int step) {
      int warmUp = Math.min(500, steps / 10 + 1);
      double cosine = (1 + Math.cos(Math.PI * step / steps)) / 2;
      return Math.min(1, (step + 1.0) / warmUp) * (0.01 + 0.99 * cosine);
    }

    Random random(long number) {
      return new Random(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
    }
  }

  private static final String BACKBONE = "backbone.";

  private final Recipe recipe;
  private final HeadSize size;
  private final Pyramid pyramid;
  private final FeatureStore store;
  private final List<String> classes;
  private final List<FeatureStore.Entry> images;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final AdamW optimizer;
  private final float[] mapScales;

  /** The images in the order of an epoch, which follows from the seed and its number. */
  private List<FeatureStore.Entry> shuffled = List.of();

  private int shuffledEpoch = -1;

  /**
   * A tuner.
   *
   * @param start layers to start from; null to draw them
   * @param sameClasses whether the classifier and the box layer start from there too
   */
  FineTuner(
      Recipe recipe,
      HeadSize size,
      Pyramid pyramid,
      FeatureStore store,
      List<String> classes,
      List<FeatureStore.Entry> images,
      HeadWeights start,
      boolean sameClasses) {
    this.recipe = recipe;
    this.size = size;
    this.pyramid = pyramid;
    this.store = store;
    this.classes = classes;
    this.images = images;
    this.manager = NDManager.newBaseManager();
    Engine.getInstance().setRandomSeed((int) recipe.seed());
    this.mapScales = mapScales();
    if (recipe.conv5Learns()) {
      addLayer("conv5", size.conv5(), size.backbone(), Math.sqrt(2.0 / size.backbone()));
      if (size.lateral() > 0) {
        double std = Math.sqrt(2.0 / size.lateral());
        parameters.put("conv5.lateral", normal(size.conv5(), size.lateral(), std));
      }
    } else {
      fixConv5();
    }
    addNeck();
    addLayer("fc6", size.fc6(), size.pooled(), Math.sqrt(2.0 / size.pooled()));
    addLayer("fc7", size.fc7(), size.fc6(), Math.sqrt(2.0 / size.fc6()));
    if (start != null && !sameClasses) {
      startFrom(start);
    }
    addLayer("softmax", size.classes() + 1, size.fc7(), 0.01);
    if (size.boxes() == BoxRegression.JOINT) {
      addLayer("box", 4 * size.classes(), size.fc7(), 0.001);
    }
    if (start != null && sameClasses) {
      startFrom(start);
    }
    store.layers().weights().forEach((name, weight) -> parameters.put(BACKBONE + name, weight));
    Map<String, NDArray> learning = new LinkedHashMap<>(parameters);
    learning.keySet().removeIf(name -> name.startsWith("conv5") && !recipe.conv5Learns());
    learning.forEach(
        (name, parameter) -> parameter.setRequiresGradient(!name.startsWith(BACKBONE)));
    this.optimizer = new AdamW(manager, learning);
  }

  /** Sets all layers there are so far to what {@link #export} made of them. */
  private void startFrom(HeadWeights start) {
    parameters.replaceAll(
        (name, drawn) -> {
          try (drawn) {
            float[] values = start.get(name.replace("softmax", "classifier"));
            for (int i = 0; i < values.length; i++) {
              values[i] /= exportFactor(name, i);
            }
            return aligned(manager, values, drawn.getShape());
          }
        });
  }

  /** What a value is multiplied by when it is exported. */
  private float exportFactor(String name, int i) {
    return switch (name) {
      case "conv5.weight" -> mapScales[0];
      case "conv5.lateral" -> mapScales[1];
      case "box.weight" -> DELTA_STD[i / size.fc7() % 4];
      case "box.bias" -> DELTA_STD[i % 4];
      default -> 1;
    };
  }

  private void addLayer(String name, int out, int in, double std) {
    parameters.put(name + ".weight", normal(out, in, std));
    parameters.put(name + ".bias", manager.zeros(new Shape(out)));
  }

  private void addNeck() {
    size.neck()
        .tensors(size.conv5())
        .forEach(
            (name, shape) -> {
              NDArray drawn;
              if (name.endsWith(".weight")) {
                float std = (float) Math.sqrt(2.0 / shape.get(1));
                drawn = manager.randomNormal(0, std, shape, DataType.FLOAT32);
              } else {
                drawn = name.endsWith(".gamma") ? manager.ones(shape) : manager.zeros(shape);
              }
              parameters.put(name, drawn);
            });
  }

  /**
   * A conv5 that needs no training: the first principal components of the map's cells, each with
   * both signs, since the ReLU behind keeps only one half of a value's range.
   */
  private void fixConv5() {
    if (size.lateral() > 0 || size.conv5() % 2 != 0) {
      throw new IllegalArgumentException("a fixed conv5 has no lateral map and an even size");
    }
    int half = size.conv5() / 2;
    float[] weight = new float[size.conv5() * size.backbone()];
    float[] bias = new float[size.conv5()];
    try (PrincipalComponents components = new PrincipalComponents(size.backbone())) {
      FeatureStore.View view = new FeatureStore.View(recipe.scales().get(0), false);
      for (FeatureStore.Entry entry : images.subList(0, Math.min(PCA_IMAGES, images.size()))) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray map = store.maps(scope, entry, view).get(0).mul(mapScales[0]);
          components.add(map.transpose(0, 2, 3, 1).reshape(-1, size.backbone()));
        }
      }
      float[] first = components.first(half);
      float[] mean = components.mean();
      for (int k = 0; k < half; k++) {
        for (int i = 0; i < size.backbone(); i++) {
          float v = first[k * size.backbone() + i];
          weight[k * size.backbone() + i] = v;
          weight[(half + k) * size.backbone() + i] = -v;
          bias[k] -= v * mean[i];
          bias[half + k] += v * mean[i];
        }
      }
    }
    parameters.put(
        "conv5.weight", aligned(manager, weight, new Shape(size.conv5(), size.backbone())));
    parameters.put("conv5.bias", manager.create(bias));
  }

  /**
   * A matrix in libtorch's own memory: how a product of one over a Java buffer is rounded depends
   * on where that happens to lie.
   */
  private static NDArray aligned(NDManager manager, float[] values, Shape shape) {
    try (NDArray buffer = manager.create(values, shape)) {
      return buffer.duplicate();
    }
  }

  private NDArray normal(int out, int in, double std) {
    return manager.randomNormal(0, (float) std, new Shape(out, in), DataType.FLOAT32);
  }

  /** One over the standard deviation of each map's values over a few images. */
  private float[] mapScales() {
    int maps = size.lateral() > 0 ? 2 : 1;
    double[] sum = new double[maps];
    double[] squares = new double[maps];
    double[] count = new double[maps];
    for (FeatureStore.Entry entry : images.subList(0, Math.min(STATISTICS_IMAGES, images.size()))) {
      try (NDManager scope = manager.newSubManager()) {
        FeatureStore.View view = new FeatureStore.View(recipe.scales().get(0), false);
        NDList list = store.layers().maps(store.maps(scope, entry, view));
        for (int i = 0; i < maps; i++) {
          sum[i] += list.get(i).sum().getFloat();
          squares[i] += list.get(i).square().sum().getFloat();
          count[i] += list.get(i).size();
        }
      }
    }
    float[] scales = new float[maps];
    for (int i = 0; i < maps; i++) {
      double mean = sum[i] / count[i];
      scales[i] = (float) (1 / Math.sqrt(squares[i] / count[i] - mean * mean));
    }
    return scales;
  }

  /** Takes all steps that are not taken yet, and keeps its state and losses. */
  void train(Checkpoint checkpoint, LossLog losses, Progress progress) {
    int first = checkpoint.resume(optimizer);
    losses.resume(first);
    progress.begin("fine-tuning", recipe.steps(), first);
    double smoothed = Double.NaN;
    for (int step = first; step < recipe.steps(); step++) {
      Random random = recipe.random(step);
      List<Drawn> drawn = draw(picks(step, random), random);
      if (!drawn.isEmpty()) { // regions that are all on difficult objects teach nothing
        Engine.getInstance().setRandomSeed(random.nextInt());
        double loss = step(drawn, recipe.schedule(step));
        losses.add(step + 1, loss);
        smoothed = Double.isNaN(smoothed) ? loss : SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
      }
      checkpoint.keep(optimizer, step + 1);
      progress.done(step + 1, String.format(Locale.ROOT, "loss %.3f", smoothed));
    }
  }

  /** An image and the view of it. */
  record Pick(FeatureStore.Entry entry, FeatureStore.View view) {}

  /** The images of a step: each epoch shows every image once, in an order of its own. */
  private List<Pick> picks(int step, Random random) {
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < recipe.images(); i++) {
      long shown = (long) step * recipe.images() + i;
      int epoch = (int) (shown / images.size());
      FeatureStore.Entry entry = order(epoch).get((int) (shown % images.size()));
      int scale = recipe.scales().get(random.nextInt(recipe.scales().size()));
      picks.add(new Pick(entry, new FeatureStore.View(scale, random.nextBoolean())));
    }
    return picks;
  }

  private List<FeatureStore.Entry> order(int epoch) {
    if (epoch != shuffledEpoch) {
      shuffled = new ArrayList<>(images);
      Collections.shuffle(shuffled, recipe.random(-1 - epoch));
      shuffledEpoch = epoch;
    }
    return shuffled;
  }

  /** An image of a step with the regions drawn of it, at least one. */
  record Drawn(Pick pick, RegionLabels regions, RoiSampler.Sample sample) {
    List<Box> boxes() {
      return sample.regions().stream().map(regions.boxes()::get).toList();
    }

    List<Window> windows(Pyramid pyramid, RoiProjection onto, FeatureMap map) {
      return boxes().stream()
          .map(box -> pyramid.window(onto, box, map.width(), map.height()))
          .toList();
    }
  }

  List<Drawn> draw(List<Pick> batch, Random random) {
    List<Drawn> drawn = new ArrayList<>();
    for (Pick pick : batch) {
      RegionLabels regions =
          new RegionLabels(
              pick.entry(), store.proposals(pick.entry()), classes, pick.view().flipped());
      RoiSampler.Sample sample =
          new RoiSampler(recipe.rois(), recipe.background()).draw(regions, classes.size(), random);
      if (!sample.regions().isEmpty()) {
        drawn.add(new Drawn(pick, regions, sample));
      }
    }
    return drawn;
  }

  private double step(List<Drawn> batch, double schedule) {
    double value;
    try (NDManager scope = manager.newSubManager()) {
      StepMaps maps = new StepMaps(scope, store.layers());
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = loss(scope, maps, batch);
        collector.backward(loss);
        value = loss.getFloat();
      }
      Map<String, NDArray> ofBackbone = new HashMap<>();
      maps.gradients().forEach((name, gradient) -> ofBackbone.put(BACKBONE + name, gradient));
      optimizer.update(
          ofBackbone,
          name -> schedule * (name.startsWith(BACKBONE) ? recipe.backboneRate() : recipe.rate()));
    }
    return value;
  }

  /** Mean cross-entropy of the drawn regions, and the box loss where boxes are trained jointly. */
  NDArray loss(NDManager scope, StepMaps maps, List<Drawn> batch) {
    NDList pooled = new NDList();
    List<Integer> labels = new ArrayList<>();
    List<Drawn> chosen = new ArrayList<>();
    for (Drawn drawn : batch) {
      Pooled regions = pool(scope, maps, drawn);
      pooled.add(regions.vectors());
      chosen.add(regions.drawn());
      labels.addAll(regions.drawn().sample().labels());
    }
    // a concatenation of one array loses its gradient
    NDArray fc7 = features(pooled.size() == 1 ? pooled.get(0) : NDArrays.concat(pooled, 0));
    NDArray logits = linear("softmax", fc7);
    NDArray truth = scope.create(labels.stream().mapToLong(Integer::longValue).toArray());
    NDArray loss = Loss.softmaxCrossEntropyLoss().evaluate(new NDList(truth), new NDList(logits));
    return size.boxes() == BoxRegression.JOINT ? loss.add(boxLoss(scope, fc7, chosen)) : loss;
  }

  /** The learnt tensors by name, such as {@code fc6.weight}. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /**
   * The regions a step learns from.
   *
   * @param vectors {@code (R, bins · channels)}, through which gradients flow
   */
  private record Pooled(Drawn drawn, NDArray vectors) {}

  /** SPP of the regions drawn, or of those of them that are chosen. */
  private Pooled pool(NDManager scope, StepMaps steps, Drawn drawn) {
    Pick pick = drawn.pick();
    NDList maps = steps.of(store.maps(scope, pick.entry(), pick.view()));
    NDList scaled = new NDList();
    for (int i = 0; i < maps.size(); i++) {
      scaled.add(maps.get(i).mul(scope.create(mapScales[i])));
    }
    Shape shape = scaled.get(scaled.size() - 1).getShape();
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    NDArray conv5 =
        new Conv5(
                parameters.get("conv5.weight"),
                parameters.get("conv5.bias"),
                parameters.get("conv5.lateral"))
            .cells(scaled);
    NDArray cells = size.neck().apply(conv5, height, width, parameters::get);
    RoiProjection onto = RegionPooler.projection(store, pick.entry(), pick.view().shortSide());
    FeatureMap map = new FeatureMap(height, width, size.channels(), cells.toFloatArray());
    Drawn chosen = drawn;
    if (drawn.sample().regions().size() > recipe.rois()) {
      float[] losses =
          backgroundLosses(scope, pyramid.apply(map, drawn.windows(pyramid, onto, map)));
      chosen =
          new Drawn(
              pick,
              drawn.regions(),
              new OnlineHardExamples(recipe.rois()).choose(drawn.sample(), drawn.boxes(), losses));
    }
    NDArray pooled = pool(scope, cells, map, chosen.windows(pyramid, onto, map));
    return new Pooled(chosen, pooled.reshape(-1, size.pooled()));
  }

  /** {@code (R · bins, channels)} of windows of a map whose cells are an array. */
  private NDArray pool(NDManager scope, NDArray cells, FeatureMap map, List<Window> windows) {
    if (pyramid.reduction() != Reduction.MAX) {
      return new MeanPooling(pyramid).apply(cells, map.height(), map.width(), windows);
    }
    int[] winners = new SpatialPyramidPooling(pyramid.levels()).argMax(map, windows);
    long rows = (long) windows.size() * pyramid.bins();
    return cells.gather(indices(scope, winners, rows, map.channels()), 0);
  }

  /** How wrong the network is, all units taking part, if these regions show background. */
  private float[] backgroundLosses(NDManager scope, float[] pooled) {
    long rows = pooled.length / size.pooled();
    NDArray x = aligned(scope, pooled, new Shape(rows, size.pooled()));
    for (String layer : List.of("fc6", "fc7")) {
      x = Activation.relu(still(scope, layer, x));
    }
    NDArray logProbabilities = still(scope, "softmax", x).logSoftmax(1);
    return logProbabilities.get(":, " + size.classes()).neg().toFloatArray();
  }

  /** A layer through which no gradient flows. */
  private NDArray still(NDManager scope, String layer, NDArray input) {
    NDArray weight = parameters.get(layer + ".weight").stopGradient();
    NDArray bias = parameters.get(layer + ".bias").stopGradient();
    weight.attach(scope);
    bias.attach(scope);
    return Linear.linear(input, weight, bias).singletonOrThrow();
  }

  private static NDArray indices(NDManager scope, int[] values, long rows, long columns) {
    return scope.create(values, new Shape(rows, columns)).toType(DataType.INT64, false);
  }

  private NDArray features(NDArray pooled) {
    return dropout(layer("fc7").apply(dropout(layer("fc6").apply(pooled))));
  }

  /**
   * Smooth L1 of the deltas of the positive regions to their objects, over the number of all
   * regions (Girshick 2015, section 2.3).
   */
  private NDArray boxLoss(NDManager scope, NDArray fc7, List<Drawn> batch) {
    List<Integer> rows = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    int row = 0;
    for (Drawn drawn : batch) {
      for (int i = 0; i < drawn.sample().regions().size(); i++, row++) {
        int label = drawn.sample().labels().get(i);
        if (label < size.classes()) {
          int region = drawn.sample().regions().get(i);
          Box truth = drawn.regions().match(region).box();
          BoxDelta delta = BoxDelta.encode(drawn.regions().boxes().get(region), truth);
          rows.add(row * size.classes() + label);
          Collections.addAll(
              targets,
              (float) delta.dx() / DELTA_STD[0],
              (float) delta.dy() / DELTA_STD[1],
              (float) delta.dw() / DELTA_STD[2],
              (float) delta.dh() / DELTA_STD[3]);
        }
      }
    }
    NDArray deltas = linear("box", fc7).reshape(-1, 4);
    if (rows.isEmpty()) {
      return deltas.sum().mul(scope.create(0f)); // all parameters need a gradient
    }
    int[] index = new int[4 * rows.size()];
    float[] values = new float[index.length];
    for (int i = 0; i < index.length; i++) {
      index[i] = rows.get(i / 4);
      values[i] = targets.get(i);
    }
    NDArray wanted = scope.create(values, new Shape(rows.size(), 4));
    NDArray error = deltas.gather(indices(scope, index, rows.size(), 4), 0).sub(wanted).abs();
    NDArray capped = error.minimum(scope.create(1f)); // e²/2 below 1, e − 1/2 above
    return capped.mul(error.sub(capped.mul(scope.create(0.5f)))).sum().mul(scope.create(1f / row));
  }

  private NDArray linear(String layer, NDArray input) {
    return Linear.linear(input, parameters.get(layer + ".weight"), parameters.get(layer + ".bias"))
        .singletonOrThrow();
  }

  private FullyConnected layer(String name) {
    return new FullyConnected(parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  private static NDArray dropout(NDArray x) {
    return Dropout.dropout(x, DROPOUT, true).singletonOrThrow();
  }

  /**
   * Puts what was learnt behind the backbone into the head; the scale of the maps goes into conv5,
   * that of the deltas into the box layer.
   */
  void export(HeadWeights head) {
    parameters.forEach(
        (name, parameter) -> {
          if (!name.startsWith(BACKBONE)
              && (size.classifier() == Classifier.SOFTMAX || !name.startsWith("softmax"))) {
            float[] values = parameter.toFloatArray();
            for (int i = 0; i < values.length; i++) {
              values[i] *= exportFactor(name, i);
            }
            head.set(name.replace("softmax", "classifier"), values);
          }
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
