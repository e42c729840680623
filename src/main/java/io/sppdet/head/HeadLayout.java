package io.sppdet.head;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorSizes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors that a detector's file holds, in its order: those of conv5 and its neck, fc6, fc7,
 * the classifier, the boxes, what rejects windows, the context, and the calibration.
 *
 * @param tensors by name
 */
public record HeadLayout(Map<String, Tensor> tensors) {
  public static final LayerName CONV5 = new LayerName("conv5");

  /** The part of conv5 that takes the lateral map. */
  public static final String LATERAL = "conv5.lateral";

  public static final LayerName FC6 = new LayerName("fc6");
  public static final LayerName FC7 = new LayerName("fc7");

  /** Those that may be stored in factors. */
  public static final List<LayerName> FULLY_CONNECTED = List.of(FC6, FC7);

  public static final LayerName CLASSIFIER = new LayerName("classifier");
  public static final LayerName BOX = new LayerName("box");

  /** Of {@link Objectness}. */
  public static final LayerName OBJECTNESS = new LayerName("objectness");

  /** Of {@link Context}. */
  public static final LayerName CONTEXT = new LayerName("context");

  /** The calibration, {@code (classes, 2)}. */
  public static final String PLATT = "platt";

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
    add(tensors, CONV5.weight(), DataType.FLOAT16, size.conv5(), size.backbone());
    add(tensors, CONV5.bias(), DataType.FLOAT32, size.conv5());
    if (size.lateral() > 0) {
      add(tensors, LATERAL, DataType.FLOAT16, size.conv5(), size.lateral());
    }
    size.neck()
        .tensors(size.conv5())
        .forEach(
            (name, shape) -> {
              boolean large = LayerName.isWeight(name);
              DataType stored = large ? DataType.FLOAT16 : DataType.FLOAT32;
              add(tensors, name, stored, shape.getShape());
            });
    add(tensors, FC6.weight(), DataType.FLOAT16, size.fc6(), size.pooled());
    add(tensors, FC6.bias(), DataType.FLOAT32, size.fc6());
    add(tensors, FC7.weight(), DataType.FLOAT16, size.fc7(), size.fc6());
    add(tensors, FC7.bias(), DataType.FLOAT32, size.fc7());
    add(tensors, CLASSIFIER.weight(), DataType.FLOAT32, size.logits(), size.fc7());
    add(tensors, CLASSIFIER.bias(), DataType.FLOAT32, size.logits());
    if (size.boxes() != BoxRegression.NONE) {
      add(tensors, BOX.weight(), DataType.FLOAT16, 4 * k, size.boxInput());
      add(tensors, BOX.bias(), DataType.FLOAT32, 4 * k);
    }
    if (size.coarseBins() > 0) {
      add(tensors, OBJECTNESS.weight(), DataType.FLOAT32, 1, size.coarse());
      add(tensors, OBJECTNESS.bias(), DataType.FLOAT32, 1);
    }
    if (size.context()) {
      add(tensors, CONTEXT.weight(), DataType.FLOAT32, k, size.channels());
      add(tensors, CONTEXT.bias(), DataType.FLOAT32, k);
    }
    add(tensors, PLATT, DataType.FLOAT32, k, 2);
    return new HeadLayout(tensors);
  }

  private static void add(
      Map<String, Tensor> tensors, String name, DataType stored, long... shape) {
    tensors.put(name, new Tensor(new Shape(shape), stored));
  }

  /**
   * Whether a tensor is of conv5, the neck, fc6 or fc7, which know nothing of the classes.
   *
   * @param tensor its name
   */
  static boolean isOfFeatures(String tensor) {
    return !CLASSIFIER.has(tensor)
        && !BOX.has(tensor)
        && !isOfWholeNetwork(tensor)
        && !tensor.equals(PLATT);
  }

  /** Whether a tensor is learnt from what all layers before it say, and so anew with them. */
  static boolean isOfWholeNetwork(String tensor) {
    return OBJECTNESS.has(tensor) || CONTEXT.has(tensor);
  }

  /** Dimensions of a tensor. */
  public long[] shape(String name) {
    return tensors.get(name).shape().getShape();
  }

  /** How large all tensors are together. */
  public TensorSizes sizes() {
    return TensorSizes.of(tensors.values().stream().map(Tensor::shape).toList());
  }

  /** As many bytes as a file of them may have, also in fp32, or in factors. */
  public long mostBytes() {
    return sizes().mostBytes();
  }
}
