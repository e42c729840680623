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
import io.sppdet.operator.LearningOperators;
import io.sppdet.pooling.roi.MeanPooling;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.pooling.roi.SpatialPyramidPooling;
import io.sppdet.train.detector.Batches.Drawn;
import io.sppdet.train.run.FeatureStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of fine-tuning, forwards and backwards. Where nearly all of the arithmetic is, in the
 * blocks of the backbone and in fc6 and fc7, the chain rule is written out; autograd does the rest:
 * the losses behind fc7, and conv5, neck and pooling between the maps and fc6.
 */
final class TrainingStep implements AutoCloseable {
  /** What a step works with. */
  record Parts(
      FeatureStore store,
      TrainableHead head,
      LearningOperators operators,
      Pyramid pyramid,
      int rois) {}

  private final NDManager scope;
  private final Parts parts;
  private final StepMaps maps;
  private final StepLayers layers;
  private final GradientCollector collector;
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
            TrainableHead.FULLY_CONNECTED,
            parts.head().parameters());
    this.collector = Engine.getInstance().newGradientCollector();
  }

  /** The loss of a batch. */
  float loss(List<Drawn> batch) {
    NDList vectors = new NDList();
    List<Drawn> chosen = new ArrayList<>();
    for (Drawn drawn : batch) {
      Pooled regions = pool(drawn);
      vectors.add(regions.vectors());
      chosen.add(regions.drawn());
    }
    // a concatenation of one array loses its gradient
    pooled = vectors.size() == 1 ? vectors.get(0) : NDArrays.concat(vectors, 0);
    fc7 = layers.forward(pooled);
    loss = new DetectionLoss(parts.head()).of(scope, fc7, chosen);
    return loss.getFloat();
  }

  /** The gradients of that loss, by the names of the head's parameters and the backbone's. */
  Map<String, NDArray> gradients() {
    collector.backward(loss);
    NDArray ofPooled = layers.backward(fc7.getGradient());
    Map<String, NDArray> gradients = new HashMap<>();
    if (parts.head().conv5Learns()) {
      collector.backward(pooled.mul(ofPooled).sum()); // whose gradient is that of the chain rule
      maps.gradients().forEach((name, of) -> gradients.put(FineTuner.BACKBONE + name, of));
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

  /**
   * The regions a step learns from.
   *
   * @param vectors {@code (R, bins · channels)}, through which gradients flow
   */
  private record Pooled(Drawn drawn, NDArray vectors) {}

  /** SPP of the regions drawn, or of those of them that are chosen. */
  private Pooled pool(Drawn drawn) {
    Batches.Pick pick = drawn.pick();
    Pyramid pyramid = parts.pyramid();
    NDList ofBackbone = maps.of(parts.store().maps(scope, pick.entry(), pick.view()));
    Shape shape = ofBackbone.get(ofBackbone.size() - 1).getShape();
    NDArray cells = parts.head().cells(scope, ofBackbone);
    RoiProjection onto =
        RegionPooler.projection(parts.store(), pick.entry(), pick.view().shortSide());
    FeatureMap map =
        new FeatureMap(
            (int) shape.get(2),
            (int) shape.get(3),
            parts.head().size().channels(),
            cells.toFloatArray());
    Drawn chosen = drawn;
    if (drawn.sample().regions().size() > parts.rois()) {
      float[] losses = backgroundLosses(pyramid.apply(map, drawn.windows(pyramid, onto, map)));
      chosen =
          new Drawn(
              pick,
              drawn.regions(),
              new OnlineHardExamples(parts.rois()).choose(drawn.sample(), drawn.boxes(), losses));
    }
    NDArray vectors = pool(cells, map, chosen.windows(pyramid, onto, map));
    return new Pooled(chosen, vectors.reshape(-1, parts.head().size().pooled()));
  }

  /** {@code (R · bins, channels)} of windows of a map whose cells are an array. */
  private NDArray pool(NDArray cells, FeatureMap map, List<Window> windows) {
    Pyramid pyramid = parts.pyramid();
    if (pyramid.reduction() != Reduction.MAX) {
      return new MeanPooling(pyramid).apply(cells, map.height(), map.width(), windows);
    }
    int[] winners = new SpatialPyramidPooling(pyramid.levels()).argMax(map, windows);
    Shape shape = new Shape((long) windows.size() * pyramid.bins(), map.channels());
    return cells.gather(scope.create(winners, shape).toType(DataType.INT64, false), 0);
  }

  /** How wrong the network is, all units taking part, if these regions show background. */
  private float[] backgroundLosses(float[] vectors) {
    int length = parts.head().size().pooled();
    Shape shape = new Shape(vectors.length / length, length);
    NDArray x = layers.still(TrainableHead.aligned(scope, vectors, shape));
    NDArray logProbabilities = parts.head().still(scope, "softmax", x).logSoftmax(1);
    return logProbabilities.get(":, " + parts.head().size().classes()).neg().toFloatArray();
  }

  @Override
  public void close() {
    collector.close();
    scope.close();
  }
}
