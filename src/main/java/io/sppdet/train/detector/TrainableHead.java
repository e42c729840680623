package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Conv5;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers behind the backbone while they learn: conv5, neck, fc6, fc7, softmax and box layer, as
 * they start and as they end. The maps they take have been divided by their standard deviation, and
 * box deltas by theirs; what is exported takes and gives them as they are.
 */
final class TrainableHead {
  /** R-CNN's usual spread of box deltas, by which they are divided for training. */
  static final float[] DELTA_STD = {0.1f, 0.1f, 0.2f, 0.2f};

  /** The classifier while it learns; what comes of it is let go of where SVMs follow. */
  static final LayerName SOFTMAX = new LayerName("softmax");

  private static final int STATISTICS_IMAGES = 20;

  /**
   * Layers to start from.
   *
   * @param sameClasses whether the classifier and the box layer start from there too
   */
  record Start(HeadWeights weights, boolean sameClasses) {}

  private final NDManager manager;
  private final HeadSize size;
  private final boolean conv5Learns;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final float[] mapScales;

  /**
   * Layers that live as long as the manager.
   *
   * @param source of which the statistics of maps are taken
   * @param recipe whether conv5 learns too; else it is fixed before
   * @param start null to draw all layers
   */
  TrainableHead(
      NDManager manager, HeadSize size, RegionSource source, StepPlan recipe, Start start) {
    this.manager = manager;
    this.size = size;
    this.conv5Learns = recipe.conv5Learns();
    int shortSide = recipe.shown().scales().get(0);
    this.mapScales = mapScales(source, shortSide);
    if (conv5Learns) {
      addLayer(HeadLayout.CONV5);
      if (size.lateral() > 0) {
        parameters.put(HeadLayout.LATERAL, drawn(shape(HeadLayout.LATERAL)));
      }
    } else {
      FixedConv5 fixed = FixedConv5.of(manager, size, source, shortSide, mapScales[0]);
      String weight = HeadLayout.CONV5.weight();
      parameters.put(weight, Tensors.own(manager.create(fixed.weight(), shape(weight))));
      parameters.put(HeadLayout.CONV5.bias(), manager.create(fixed.bias()));
    }
    addNeck();
    addLayer(HeadLayout.FC6);
    addLayer(HeadLayout.FC7);
    if (start != null && !start.sameClasses()) {
      startFrom(start.weights());
    }
    addLayer(SOFTMAX, new Shape(size.classes() + 1, size.fc7()), 0.01);
    if (size.boxes() == BoxRegression.JOINT) {
      addLayer(HeadLayout.BOX, shape(HeadLayout.BOX.weight()), 0.001);
    }
    if (start != null && start.sameClasses()) {
      startFrom(start.weights());
    }
    learning().forEach((name, parameter) -> parameter.setRequiresGradient(needsAutograd(name)));
  }

  /** The gradients of fc6 and fc7 are written out. */
  private static boolean needsAutograd(String parameter) {
    return HeadLayout.FULLY_CONNECTED.stream().noneMatch(layer -> layer.has(parameter));
  }

  HeadSize size() {
    return size;
  }

  boolean conv5Learns() {
    return conv5Learns;
  }

  /** All tensors by name, such as {@code fc6.weight}. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /** Those that learn. */
  Map<String, NDArray> learning() {
    Map<String, NDArray> learning = new LinkedHashMap<>(parameters);
    learning.keySet().removeIf(name -> HeadLayout.CONV5.has(name) && !conv5Learns);
    return learning;
  }

  /** The map of conv5 and the neck, {@code (H · W, C)}, from the backbone's. */
  NDArray cells(NDManager scope, NDList maps) {
    NDList scaled = new NDList();
    for (int i = 0; i < maps.size(); i++) {
      scaled.add(maps.get(i).mul(scope.create(mapScales[i])));
    }
    Shape shape = scaled.get(scaled.size() - 1).getShape();
    NDArray conv5 =
        Conv5.of(
                parameters.get(HeadLayout.CONV5.weight()),
                parameters.get(HeadLayout.CONV5.bias()),
                parameters.get(HeadLayout.LATERAL))
            .cells(scaled);
    return size.neck().apply(conv5, (int) shape.get(2), (int) shape.get(3), parameters::get);
  }

  /** A linear layer, differentiable. */
  NDArray linear(LayerName layer, NDArray input) {
    return Linear.linear(input, parameters.get(layer.weight()), parameters.get(layer.bias()))
        .singletonOrThrow();
  }

  /** A linear layer through which no gradient flows. */
  NDArray still(NDManager scope, LayerName layer, NDArray input) {
    NDArray weight = parameters.get(layer.weight()).stopGradient();
    NDArray bias = parameters.get(layer.bias()).stopGradient();
    weight.attach(scope);
    bias.attach(scope);
    return Linear.linear(input, weight, bias).singletonOrThrow();
  }

  /** Sets all layers there are so far to what {@link #export} made of them. */
  private void startFrom(HeadWeights start) {
    parameters.replaceAll(
        (name, drawn) -> {
          try (drawn) {
            float[] values = start.get(exported(name));
            for (int i = 0; i < values.length; i++) {
              values[i] /= exportFactor(name, i);
            }
            return Tensors.own(manager.create(values, drawn.getShape()));
          }
        });
  }

  /** What a detector's file calls a parameter. */
  private static String exported(String name) {
    if (name.equals(SOFTMAX.weight())) {
      return HeadLayout.CLASSIFIER.weight();
    }
    return name.equals(SOFTMAX.bias()) ? HeadLayout.CLASSIFIER.bias() : name;
  }

  /** What a value is multiplied by when it is exported. */
  private float exportFactor(String name, int i) {
    if (name.equals(HeadLayout.CONV5.weight())) {
      return mapScales[0];
    } else if (name.equals(HeadLayout.LATERAL)) {
      return mapScales[1];
    } else if (name.equals(HeadLayout.BOX.weight())) {
      return DELTA_STD[i / size.fc7() % 4];
    }
    return name.equals(HeadLayout.BOX.bias()) ? DELTA_STD[i % 4] : 1;
  }

  private void addLayer(LayerName layer) {
    Shape weight = shape(layer.weight());
    addLayer(layer, weight, Math.sqrt(2.0 / weight.get(1)));
  }

  private void addLayer(LayerName layer, Shape weight, double std) {
    parameters.put(layer.weight(), normal(weight, std));
    parameters.put(layer.bias(), manager.zeros(new Shape(weight.get(0))));
  }

  private Shape shape(String tensor) {
    return HeadLayout.of(size).tensors().get(tensor).shape();
  }

  private void addNeck() {
    size.neck()
        .tensors(size.conv5())
        .forEach(
            (name, shape) -> {
              NDArray first;
              if (LayerName.isWeight(name)) {
                first = drawn(shape);
              } else {
                first = LayerName.isGamma(name) ? manager.ones(shape) : manager.zeros(shape);
              }
              parameters.put(name, first);
            });
  }

  private NDArray drawn(Shape weight) {
    return normal(weight, Math.sqrt(2.0 / weight.get(1)));
  }

  private NDArray normal(Shape shape, double std) {
    return manager.randomNormal(0, (float) std, shape, DataType.FLOAT32);
  }

  /** One over the standard deviation of each map's values over a few images. */
  private float[] mapScales(RegionSource source, int shortSide) {
    int maps = size.lateral() > 0 ? 2 : 1;
    double[] sum = new double[maps];
    double[] squares = new double[maps];
    double[] count = new double[maps];
    FeatureStore store = source.store();
    FeatureStore.View view = new FeatureStore.View(shortSide, false);
    List<FeatureStore.Entry> all = source.images();
    for (FeatureStore.Entry entry : all.subList(0, Math.min(STATISTICS_IMAGES, all.size()))) {
      try (NDManager scope = manager.newSubManager()) {
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

  /**
   * Puts what was learnt behind the backbone into the head; the scale of the maps goes into conv5,
   * that of the deltas into the box layer.
   */
  void export(HeadWeights head) {
    parameters.forEach(
        (name, parameter) -> {
          if (size.classifier() == Classifier.SOFTMAX || !SOFTMAX.has(name)) {
            float[] values = parameter.toFloatArray();
            for (int i = 0; i < values.length; i++) {
              values[i] *= exportFactor(name, i);
            }
            head.set(exported(name), values);
          }
        });
  }
}
