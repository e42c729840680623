package io.sppdet.model;

import ai.djl.ndarray.types.Shape;
import io.sppdet.head.HeadLayout;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorSizes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors that a classifier's file holds: weight and bias of each layer, and for SVMs the
 * calibration.
 *
 * @param weights {@code (out, in)} or {@code (out, in, k, k)} of each layer, by its name
 * @param platt rows of the calibration; 0 where there is none
 */
public record ClassifierLayout(Map<LayerName, Shape> weights, int platt) {
  /** The one layer of a linear network. */
  public static final LayerName CLASSIFIER = HeadLayout.CLASSIFIER;

  public static final LayerName CONV1 = new LayerName("conv1");
  public static final LayerName CONV2 = new LayerName("conv2");
  public static final LayerName FC1 = new LayerName("fc1");
  public static final LayerName FC2 = new LayerName("fc2");

  /** The calibration of SVMs, {@code (classes, 2)}. */
  public static final String PLATT = HeadLayout.PLATT;

  /** Bins of the pyramid of 4, 2 and 1 bins a side. */
  private static final int MAP_BINS = 16 + 4 + 1;

  /** Bins of the pyramid of 1, 2 and 3 bins a side. */
  private static final int IMAGE_BINS = 1 + 4 + 9;

  private static final int IMAGE_CHANNELS = 64;
  private static final int IMAGE_HIDDEN = 512;
  private static final int COLOURS = 3;
  private static final int KERNEL = 3;

  public ClassifierLayout {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /**
   * That of a classifier.
   *
   * @param channels of the backbone's map
   */
  public static ClassifierLayout of(ClassifierDescriptor classifier, int channels) {
    int classes = classifier.classes().size();
    Map<LayerName, Shape> weights =
        switch (classifier.network()) {
          case LINEAR ->
              Map.of(CLASSIFIER, new Shape(classes, (long) classifier.pyramid().bins() * channels));
          case MAP_SPP -> mapSpp(channels, classifier.hidden(), classes);
          case SMALL_SPP -> smallSpp(classes);
        };
    return new ClassifierLayout(weights, classifier.head() == ClassifierHead.SVM ? classes : 0);
  }

  /** The layers of a network with a pyramid of 4, 2 and 1 bins on a map. */
  public static Map<LayerName, Shape> mapSpp(int channels, int hidden, int classes) {
    Map<LayerName, Shape> weights = new LinkedHashMap<>();
    weights.put(FC1, new Shape(hidden, (long) channels * MAP_BINS));
    weights.put(FC2, new Shape(classes, hidden));
    return weights;
  }

  /** The layers of the small network on pixels. */
  public static Map<LayerName, Shape> smallSpp(int classes) {
    Map<LayerName, Shape> weights = new LinkedHashMap<>();
    weights.put(CONV1, new Shape(IMAGE_CHANNELS, COLOURS, KERNEL, KERNEL));
    weights.put(CONV2, new Shape(IMAGE_CHANNELS, IMAGE_CHANNELS, KERNEL, KERNEL));
    weights.put(FC1, new Shape(IMAGE_HIDDEN, (long) IMAGE_CHANNELS * IMAGE_BINS));
    weights.put(FC2, new Shape(classes, IMAGE_HIDDEN));
    return weights;
  }

  /** All tensors by name. */
  public Map<String, Shape> tensors() {
    Map<String, Shape> tensors = new LinkedHashMap<>();
    weights.forEach(
        (layer, shape) -> {
          tensors.put(layer.weight(), shape);
          tensors.put(layer.bias(), new Shape(shape.get(0)));
        });
    if (platt > 0) {
      tensors.put(PLATT, new Shape(platt, 2));
    }
    return tensors;
  }

  /** How large all tensors are together. */
  public TensorSizes sizes() {
    return TensorSizes.of(tensors().values());
  }
}
