package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights and biases of a network's layers by name, such as {@code fc1.weight}. */
final class LayerWeights {
  private static final int MOST_CLASSES = 100_000;

  private final Map<String, NDArray> arrays;

  /** Wraps arrays, which stay their owner's. */
  LayerWeights(Map<String, NDArray> arrays) {
    this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Draws weights and biases as PyTorch does, uniformly within ±1 / √inputs of a layer.
   *
   * @param manager owner of the arrays
   * @param shapes {@code (out, in)} or {@code (out, in, k, k)} of each layer's weight
   */
  static LayerWeights draw(NDManager manager, Map<LayerName, Shape> shapes, int seed) {
    Tensors.seed(seed);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes.forEach(
        (layer, shape) -> {
          float bound = (float) Math.sqrt((double) shape.get(0) / shape.size());
          arrays.put(layer.weight(), uniform(manager, bound, shape));
          arrays.put(layer.bias(), uniform(manager, bound, new Shape(shape.get(0))));
        });
    return new LayerWeights(arrays);
  }

  private static NDArray uniform(NDManager manager, float bound, Shape shape) {
    return manager.randomUniform(-bound, bound, shape, DataType.FLOAT32);
  }

  /**
   * Reads weights and biases of these shapes.
   *
   * @param manager owner of the arrays
   * @throws io.sppdet.error.SppdetException MODEL if one is absent or has another shape
   */
  static LayerWeights read(NDManager manager, Map<LayerName, Shape> shapes, Path path) {
    // with the calibration of SVMs, which others read
    long most = new ClassifierLayout(shapes, MOST_CLASSES).sizes().mostBytes();
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    try (TensorFile file = TensorFile.read(manager, path, most)) {
      shapes.forEach(
          (layer, shape) -> {
            String weight = layer.weight();
            String bias = layer.bias();
            arrays.put(weight, file.get(manager, weight, shape.getShape()));
            arrays.put(bias, file.get(manager, bias, shape.get(0)));
          });
    }
    return new LayerWeights(arrays);
  }

  /** All weights and biases, layer by layer. */
  Map<String, NDArray> arrays() {
    return arrays;
  }

  /** A convolution of stride 1 without padding. */
  NDArray convolve(LayerName layer, NDArray maps) {
    return Conv2d.conv2d(maps, arrays.get(layer.weight()), arrays.get(layer.bias()))
        .singletonOrThrow();
  }

  /** A fully connected layer, {@code (N, in)} to {@code (N, out)}. */
  NDArray linear(LayerName layer, NDArray input) {
    return Linear.linear(input, arrays.get(layer.weight()), arrays.get(layer.bias()))
        .singletonOrThrow();
  }
}
