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
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.solver.PrincipalComponents;
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

  static final List<String> FULLY_CONNECTED = List.of("fc6", "fc7");

  private static final int STATISTICS_IMAGES = 20;
  private static final int PCA_IMAGES = 200;

  private final NDManager manager;
  private final HeadSize size;
  private final FeatureStore store;
  private final List<FeatureStore.Entry> images;
  private final int shortSide;
  private final boolean conv5Learns;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final float[] mapScales;

  /**
   * Layers that live as long as the manager.
   *
   * @param images from which the statistics of maps are taken, at a short side
   * @param conv5Learns whether conv5 learns too; else it is fixed before
   * @param start layers to start from; null to draw them
   * @param sameClasses whether the classifier and the box layer start from there too
   */
  TrainableHead(
      NDManager manager,
      HeadSize size,
      FeatureStore store,
      List<FeatureStore.Entry> images,
      int shortSide,
      boolean conv5Learns,
      HeadWeights start,
      boolean sameClasses) {
    this.manager = manager;
    this.size = size;
    this.store = store;
    this.images = images;
    this.shortSide = shortSide;
    this.conv5Learns = conv5Learns;
    this.mapScales = mapScales();
    if (conv5Learns) {
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
    learning.keySet().removeIf(name -> name.startsWith("conv5") && !conv5Learns);
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
        new Conv5(
                parameters.get("conv5.weight"),
                parameters.get("conv5.bias"),
                parameters.get("conv5.lateral"))
            .cells(scaled);
    return size.neck().apply(conv5, (int) shape.get(2), (int) shape.get(3), parameters::get);
  }

  /** A linear layer, differentiable. */
  NDArray linear(String layer, NDArray input) {
    return Linear.linear(input, parameters.get(layer + ".weight"), parameters.get(layer + ".bias"))
        .singletonOrThrow();
  }

  /** A linear layer through which no gradient flows. */
  NDArray still(NDManager scope, String layer, NDArray input) {
    NDArray weight = parameters.get(layer + ".weight").stopGradient();
    NDArray bias = parameters.get(layer + ".bias").stopGradient();
    weight.attach(scope);
    bias.attach(scope);
    return Linear.linear(input, weight, bias).singletonOrThrow();
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
      FeatureStore.View view = new FeatureStore.View(shortSide, false);
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
  static NDArray aligned(NDManager manager, float[] values, Shape shape) {
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
        FeatureStore.View view = new FeatureStore.View(shortSide, false);
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
          if (size.classifier() == Classifier.SOFTMAX || !name.startsWith("softmax")) {
            float[] values = parameter.toFloatArray();
            for (int i = 0; i < values.length; i++) {
              values[i] *= exportFactor(name, i);
            }
            head.set(name.replace("softmax", "classifier"), values);
          }
        });
  }
}
