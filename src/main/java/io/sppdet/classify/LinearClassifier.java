package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.model.ClassifierDescriptor;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.model.VectorNorm;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.tensor.LayerName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A pooling of the whole map and one linear layer: d = bins · C, the channel fastest. */
public final class LinearClassifier implements MapNetwork {
  private final NDManager manager;
  private final LayerWeights weights;
  private final Pyramid pooling;
  private final VectorNorm norm;

  private LinearClassifier(
      NDManager manager, LayerWeights weights, ClassifierDescriptor classifier) {
    this.manager = manager;
    this.weights = weights;
    this.pooling = classifier.pyramid();
    this.norm = classifier.norm();
  }

  static LinearClassifier read(
      NDManager parent, ClassifierDescriptor classifier, int channels, Path file) {
    NDManager manager = parent.newSubManager();
    try {
      Map<LayerName, Shape> shapes =
          Map.of(ClassifierLayout.CLASSIFIER, shape(classifier, channels));
      return new LinearClassifier(manager, LayerWeights.read(manager, shapes, file), classifier);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** All weights 0, from where a convex loss may start. */
  static LinearClassifier zero(NDManager parent, ClassifierDescriptor classifier, int channels) {
    NDManager manager = parent.newSubManager();
    Shape shape = shape(classifier, channels);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put(ClassifierLayout.CLASSIFIER.weight(), manager.zeros(shape));
    arrays.put(ClassifierLayout.CLASSIFIER.bias(), manager.zeros(new Shape(shape.get(0))));
    return new LinearClassifier(manager, new LayerWeights(arrays), classifier);
  }

  private static Shape shape(ClassifierDescriptor classifier, int channels) {
    return ClassifierLayout.of(classifier, channels).weights().get(ClassifierLayout.CLASSIFIER);
  }

  @Override
  public Map<String, NDArray> parameters() {
    return weights.arrays();
  }

  /** The vector of a map {@code (1, C, H, W)}, normalised; {@code (bins, C)}. */
  public float[] vector(NDArray map) {
    Shape shape = map.getShape();
    float[] cells = map.squeeze(0).transpose(1, 2, 0).toFloatArray();
    float[] vector =
        pooling.apply(
            new FeatureMap((int) shape.get(2), (int) shape.get(3), (int) shape.get(1), cells));
    norm.apply(vector, pooling.levels());
    return vector;
  }

  @Override
  public NDArray pooled(NDArray map) {
    float[] vector = vector(map);
    return map.getManager().create(vector, new Shape(1, vector.length));
  }

  @Override
  public NDArray classified(NDArray pooled) {
    return weights.linear(ClassifierLayout.CLASSIFIER, pooled);
  }

  @Override
  public void close() {
    manager.close();
  }
}
