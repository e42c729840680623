package io.sppdet.train.detector;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.HeadLayout;
import io.sppdet.operator.LearningOperators;
import io.sppdet.pooling.roi.MeanPooling;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.SpatialPyramidPooling;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.detector.Batches.Drawn;
import io.sppdet.train.run.FeatureStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of fine-tuning, forwards and backwards. Where nearly all of the arithmetic is, in the
 * blocks of the backbone and in fc6 and fc7, the chain rule is written out; autograd does the rest:
 * the losses behind fc7, and conv5, neck and pooling between the maps and fc6.
 *
 * <p>SPP-net's authors keep the convolutional layers fixed: they draw the 128 RoIs of a batch from
 * all images at once, so that a gradient through spatial pyramid pooling would need the whole maps
 * of some 128 images, forward and backward. Here a step is image-centric, as in Fast R-CNN: few
 * images, many RoIs of each, so that it needs the maps of those few only, and the gradient of the
 * pooling, which goes to the arg-max cell of each bin, runs on into the convolutions. The cells are
 * found in Java and taken from the map with one gather (means are two products with the shares of
 * rows and columns).
 *
 * <p>What concerns one image alone is done for all images of the step side by side: threads inside
 * an operator wait for each other at its end, those of two images do not.
 */
final class TrainingStep implements AutoCloseable {
  /** What stands before the names of the backbone's weights. */
  static final String BACKBONE = "backbone.";

  /** What a step works with. */
  record Parts(
      FeatureStore store,
      TrainableHead head,
      LearningOperators operators,
      Pyramid pyramid,
      int rois) {
    /** What learns: the head's parameters by their names, and the backbone's. */
    Map<String, NDArray> learning() {
      Map<String, NDArray> all = new LinkedHashMap<>(head.learning());
      store.layers().weights().forEach((name, weight) -> all.put(BACKBONE + name, weight));
      return all;
    }
  }

  private final NDManager scope;
  private final Parts parts;
  private final StepMaps maps;
  private final StepLayers layers;
  private final GradientCollector collector;
  private List<StepMaps.Way> ways;
  private NDArray pooled;
  private NDArray fc7;
  private NDArray loss;

  TrainingStep(NDManager parent, Parts parts) {
    this.scope = parent.newSubManager();
    this.parts = parts;
    this.maps = new StepMaps(scope, parts.store().layers());
    this.layers =
        new StepLayers(
            scope,
            parts.operators(),
            parts.store().layers().precision(),
            HeadLayout.FULLY_CONNECTED,
            parts.head().parameters());
    this.collector = Engine.getInstance().newGradientCollector();
  }

  /** The loss of a batch. */
  float loss(List<Drawn> batch) {
    List<NDList> stored = batch.stream().map(this::stored).toList();
    ways = stored.parallelStream().map(maps::forward).toList();
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      shown.add(show(batch.get(i), ways.get(i).maps()));
    }
    List<Drawn> chosen = shown.parallelStream().map(this::choose).toList();
    NDList vectors = new NDList();
    for (int i = 0; i < batch.size(); i++) {
      vectors.add(pool(shown.get(i), chosen.get(i)));
    }
    // a concatenation of one array loses its gradient
    pooled = vectors.size() == 1 ? vectors.get(0) : NDArrays.concat(vectors, 0);
    fc7 = layers.forward(pooled);
    loss = new DetectionLoss(parts.head()).of(scope, fc7, chosen);
    return loss.getFloat();
  }

  /** The gradients of that loss, by the names of {@link Parts#learning}. */
  Map<String, NDArray> gradients() {
    collector.backward(loss);
    NDArray ofPooled = layers.backward(fc7.getGradient());
    Map<String, NDArray> gradients = new HashMap<>();
    if (parts.head().conv5Learns()) {
      collector.backward(pooled.mul(ofPooled).sum()); // whose gradient is that of the chain rule
      maps.gradients(ways).forEach((name, of) -> gradients.put(BACKBONE + name, of));
    }
    gradients.putAll(layers.gradients());
    parts
        .head()
        .learning()
        .forEach((name, parameter) -> gradients.computeIfAbsent(name, n -> gradient(parameter)));
    return gradients;
  }

  private NDArray gradient(NDArray parameter) {
    NDArray gradient = parameter.getGradient();
    gradient.attach(scope);
    return gradient;
  }

  /** What is stored of an image, read one after the other: reading may fail. */
  private NDList stored(Drawn drawn) {
    return parts.store().maps(scope, drawn.pick().entry(), drawn.pick().view());
  }

  /**
   * An image of the step on its way.
   *
   * @param cells its map behind conv5 and neck, {@code (H · W, C)}, through which gradients flow
   * @param map the same in Java
   */
  private record Shown(Drawn drawn, NDArray cells, FeatureMap map, RoiProjection onto) {
    List<Window> windows(Pyramid pyramid, Drawn regions) {
      return regions.windows(pyramid, onto, map);
    }
  }

  private Shown show(Drawn drawn, NDList ofBackbone) {
    Shape shape = ofBackbone.get(ofBackbone.size() - 1).getShape();
    NDArray cells = parts.head().cells(scope, ofBackbone);
    return new Shown(
        drawn,
        cells,
        new FeatureMap(
            (int) shape.get(2),
            (int) shape.get(3),
            parts.head().size().channels(),
            cells.toFloatArray()),
        RegionPooler.projection(
            parts.store(), drawn.pick().entry(), drawn.pick().view().shortSide()));
  }

  /** The regions drawn, or those of them that the step learns from. */
  private Drawn choose(Shown shown) {
    Drawn drawn = shown.drawn();
    if (drawn.sample().regions().size() <= parts.rois()) {
      return drawn;
    }
    Pyramid pyramid = parts.pyramid();
    float[] losses = backgroundLosses(pyramid.apply(shown.map(), shown.windows(pyramid, drawn)));
    return new Drawn(
        drawn.pick(),
        drawn.regions(),
        new OnlineHardExamples(parts.rois()).choose(drawn.sample(), drawn.boxes(), losses));
  }

  /** SPP of regions, {@code (R, bins · channels)}, through which gradients flow. */
  private NDArray pool(Shown shown, Drawn chosen) {
    List<Window> windows = shown.windows(parts.pyramid(), chosen);
    return pool(shown.cells(), shown.map(), windows).reshape(-1, parts.head().size().pooled());
  }

  /** {@code (R · bins, channels)} of windows of a map whose cells are an array. */
  private NDArray pool(NDArray cells, FeatureMap map, List<Window> windows) {
    Pyramid pyramid = parts.pyramid();
    return switch (pyramid.reduction()) {
      case MAX -> maxima(cells, map, windows);
      case AVERAGE, AREA ->
          new MeanPooling(pyramid).apply(cells, map.height(), map.width(), windows);
    };
  }

  private NDArray maxima(NDArray cells, FeatureMap map, List<Window> windows) {
    Pyramid pyramid = parts.pyramid();
    int[] winners = new SpatialPyramidPooling(pyramid.levels()).argMax(map, windows);
    Shape shape = new Shape((long) windows.size() * pyramid.bins(), map.channels());
    return cells.gather(scope.create(winners, shape).toType(DataType.INT64, false), 0);
  }

  /** How wrong the network is, all units taking part, if these regions show background. */
  private float[] backgroundLosses(float[] vectors) {
    int length = parts.head().size().pooled();
    Shape shape = new Shape(vectors.length / length, length);
    NDArray x = layers.still(Tensors.own(scope.create(vectors, shape)));
    NDArray logProbabilities = parts.head().still(scope, TrainableHead.SOFTMAX, x).logSoftmax(1);
    return logProbabilities.get(":, " + parts.head().size().classes()).neg().toFloatArray();
  }

  @Override
  public void close() {
    collector.close();
    scope.close();
  }
}
