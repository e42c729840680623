package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.sppdet.backbone.Layer;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.Precision;
import io.sppdet.operator.Sliding;
import io.sppdet.tensor.LayerName;
import java.util.Map;

/** A convolution with bias and TensorFlow's SAME padding. */
record Convolution(
    LayerName name, NDArray weight, NDArray bias, int kernel, int stride, int groups) {
  /** The same for the operators, in float32 or bfloat16. */
  Convolution packed(FusedOperators operators, Precision precision) {
    if (precision == Precision.FLOAT32) {
      NDArray ordered = operators.packed(weight, stride, groups);
      return new Convolution(name, ordered, bias, kernel, stride, groups);
    }
    try (NDArray rounded = operators.bfloat16(weight)) {
      NDArray ordered = operators.packed(rounded, stride, groups);
      return new Convolution(name, ordered, operators.bfloat16(bias), kernel, stride, groups);
    }
  }

  /** Closes what the same convolution in another form does not share. */
  void closeAllBut(Convolution other) {
    if (weight != other.weight) {
      weight.close();
    }
    if (bias != other.bias) {
      bias.close();
    }
  }

  void addTo(Map<String, NDArray> weights) {
    weights.put(name.weight(), weight);
    weights.put(name.bias(), bias);
  }

  NDList arrays() {
    return new NDList(weight, bias);
  }

  long outputChannels() {
    return bias.size();
  }

  NDArray apply(NDArray input) {
    int before = sliding().before();
    int after = sliding().after();
    if (before == after) {
      return convolve(input, before);
    }
    try (NDArray padded = input.pad(new Shape(before, after, before, after), 0)) {
      return convolve(padded, 0);
    }
  }

  /** SAME needs k − S zeros in all on sides that S divides; the larger half of them last. */
  Sliding sliding() {
    int before = (kernel - stride) / 2;
    return new Sliding(stride, before, kernel - stride - before);
  }

  /** This convolution behind a layer. */
  Layer behind(Layer input, String activation) {
    return new Layer(
        name.name(),
        activation,
        kernel,
        stride,
        sliding().before(),
        sliding().after(),
        groups > 1,
        (int) outputChannels(),
        input.height() / stride,
        input.width() / stride,
        input.field().behind(kernel, stride, sliding().before()));
  }

  private NDArray convolve(NDArray input, int padding) {
    return Conv2d.conv2d(
            input,
            weight,
            bias,
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            groups)
        .singletonOrThrow();
  }
}
