package io.sppdet.head;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors that a detector's file holds, in its order: those of conv5 and its neck, fc6, fc7,
 * the classifier, the boxes and the calibration.
 *
 * @param tensors by name
 */
public record HeadLayout(Map<String, Tensor> tensors) {
  /** For the JSON before the data, and so that a file of other layers is recognised. */
  private static final long MORE_BYTES = 1 << 26;

  /**
   * A tensor.
   *
   * @param stored what it is written as: large matrices in fp16, the rest in fp32
   */
  public record Tensor(Shape shape, DataType stored) {}

  public HeadLayout {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** That of layers of such sizes. */
  public static HeadLayout of(HeadSize size) {
    long k = size.classes();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    add(tensors, "conv5.weight", DataType.FLOAT16, size.conv5(), size.backbone());
    add(tensors, "conv5.bias", DataType.FLOAT32, size.conv5());
    if (size.lateral() > 0) {
      add(tensors, "conv5.lateral", DataType.FLOAT16, size.conv5(), size.lateral());
    }
    size.neck()
        .tensors(size.conv5())
        .forEach(
            (name, shape) -> {
              boolean large = name.endsWith(".weight");
              DataType stored = large ? DataType.FLOAT16 : DataType.FLOAT32;
              add(tensors, name, stored, shape.getShape());
            });
    add(tensors, "fc6.weight", DataType.FLOAT16, size.fc6(), size.pooled());
    add(tensors, "fc6.bias", DataType.FLOAT32, size.fc6());
    add(tensors, "fc7.weight", DataType.FLOAT16, size.fc7(), size.fc6());
    add(tensors, "fc7.bias", DataType.FLOAT32, size.fc7());
    add(tensors, "classifier.weight", DataType.FLOAT32, size.logits(), size.fc7());
    add(tensors, "classifier.bias", DataType.FLOAT32, size.logits());
    if (size.boxes() != BoxRegression.NONE) {
      add(tensors, "box.weight", DataType.FLOAT16, 4 * k, size.boxInput());
      add(tensors, "box.bias", DataType.FLOAT32, 4 * k);
    }
    add(tensors, "platt", DataType.FLOAT32, k, 2);
    return new HeadLayout(tensors);
  }

  private static void add(
      Map<String, Tensor> tensors, String name, DataType stored, long... shape) {
    tensors.put(name, new Tensor(new Shape(shape), stored));
  }

  /** Dimensions of a tensor. */
  public long[] shape(String name) {
    return tensors.get(name).shape().getShape();
  }

  /** Numbers in all tensors together; exact enough where it overflows. */
  public double values() {
    return tensors.values().stream().mapToDouble(tensor -> values(tensor.shape())).sum();
  }

  private static double values(Shape shape) {
    double values = 1;
    for (long side : shape.getShape()) {
      values *= side;
    }
    return values;
  }

  /** As many bytes as a file of them may have, also in fp32, or in factors. */
  public long mostBytes() {
    return MORE_BYTES + (long) (values() * Float.BYTES);
  }
}
