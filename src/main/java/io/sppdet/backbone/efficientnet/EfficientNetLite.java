package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Layer;
import io.sppdet.image.Image;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * EfficientNet-Lite (Tan and Le 2019; the Lite variants of the TensorFlow TPU models) up to its
 * 1,280-channel head, batch norm folded into the convolutions: inverted residual blocks of 1×1
 * expansion, depthwise convolution and 1×1 projection, with ReLU6 and TensorFlow's SAME padding.
 * Works on sides that are multiples of 32. Holds its weights in the form that serves, and no other.
 */
public final class EfficientNetLite implements Backbone {
  private final NDManager manager;
  private final Precision precision;
  private final FusedOperators operators;
  private final Layers layers;
  private final Arithmetic arithmetic;

  /**
   * @param layers as they were read, in float32
   * @param learnt whether they are learnt too, and so stay open
   */
  EfficientNetLite(NDManager manager, Layers layers, Precision precision, boolean learnt) {
    this.manager = manager;
    this.precision = precision;
    this.operators = FusedOperators.areThere() ? FusedOperators.load(manager) : null;
    if (operators == null) {
      this.arithmetic = new Differentiable();
      this.layers = layers;
    } else if (precision == Precision.INT8) {
      UnaryOperator<Convolution> exact =
          layer -> packed(layer, operators, Precision.FLOAT32, learnt);
      this.layers =
          new Layers(
              layers.descriptor(),
              exact.apply(layers.stem()),
              layers.blocks().stream()
                  .map(block -> Integers.takes(block) ? block : block.map(exact))
                  .toList(),
              layers.head());
      this.arithmetic =
          new Integers(new Fused(operators), operators.integers(), this.layers, learnt);
    } else {
      this.layers = layers.map(layer -> packed(layer, operators, precision, learnt));
      this.arithmetic = new Fused(operators);
    }
  }

  private static Convolution packed(
      Convolution layer, FusedOperators operators, Precision precision, boolean learnt) {
    Convolution packed = layer.packed(operators, precision);
    if (!learnt) {
      layer.closeAllBut(packed);
    }
    return packed;
  }

  /**
   * Loads the network to serve.
   *
   * @throws io.sppdet.error.SppdetException MODEL when the file is not of the network described
   */
  public static EfficientNetLite load(
      NDManager parent, EfficientNetLiteDescriptor descriptor, Path file, Precision precision) {
    NDManager manager = parent.newSubManager();
    try {
      Layers layers = Layers.load(manager, descriptor, file);
      return new EfficientNetLite(manager, layers, precision, false);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public EfficientNetLiteDescriptor descriptor() {
    return layers.descriptor();
  }

  @Override
  public NDList forward(NDManager scope, Image image) {
    try (NDManager working = scope.newSubManager()) {
      int start = layers.firstKept();
      NDArray trunk = layers.trunk(working, image, start, arithmetic);
      NDList maps = layers.tail(trunk, start, arithmetic);
      if (precision == Precision.BFLOAT16) {
        maps = new NDList(maps.stream().map(operators::float32).toList());
      }
      maps.attach(scope);
      return maps;
    }
  }

  /** What {@link TrainableBackbone#trunk} gives. */
  NDArray trunk(NDManager scope, Image image, int count) {
    NDArray map = layers.trunk(scope, image, count, arithmetic);
    if (precision != Precision.BFLOAT16) {
      return map;
    }
    try (map) {
      return operators.float32(map);
    }
  }

  @Override
  public List<Layer> layers(int height, int width) {
    return layers.over(height, width);
  }

  @Override
  public void close() {
    manager.close();
  }
}
