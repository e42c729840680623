package io.sppdet.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.efficientnet.LearningTail;
import io.sppdet.backbone.efficientnet.TrainableBackbone;
import io.sppdet.image.Image;
import io.sppdet.operator.Precision;
import java.util.Map;

/**
 * The backbone, cut in two for training: a fixed part, whose output is computed once an image and
 * kept, and the blocks behind it, which learn.
 *
 * @param backbone all of it
 * @param learning the same if some of its blocks learn, else null
 * @param fixed blocks that stay fixed
 * @param precision they are computed in
 */
public record ConvLayers(
    Backbone backbone, TrainableBackbone learning, int fixed, Precision precision) {

  /** All layers fixed. */
  public static ConvLayers frozen(Backbone backbone, Precision precision) {
    return new ConvLayers(backbone, null, 0, precision);
  }

  /** The blocks from {@code fixed} on learn. */
  public static ConvLayers learning(TrainableBackbone backbone, int fixed, Precision precision) {
    return new ConvLayers(backbone, backbone, fixed, precision);
  }

  /** A word for the fixed part, which names what is kept of it. */
  public String name() {
    return precision == Precision.FLOAT32 ? blocks() : blocks() + "-" + precision;
  }

  private String blocks() {
    if (learning != null) {
      return "block" + fixed;
    }
    return backbone
        .descriptor()
        .secondMap()
        .map(lateral -> "map-and-block" + lateral.block())
        .orElse("map");
  }

  /** What the fixed part makes of an image, each {@code (1, C, H, W)}. */
  NDList fixedPart(NDManager scope, Image image) {
    return learning == null
        ? backbone.forward(scope, image)
        : new NDList(learning.trunk(scope, image, fixed));
  }

  /** The backbone's maps from the output of the fixed part. */
  public NDList maps(NDList stored) {
    return learning == null ? stored : learning.tail(stored.singletonOrThrow(), fixed);
  }

  /** The blocks that learn, for one step; null if none do. */
  public LearningTail learningTail(NDManager scope) {
    return learning == null ? null : learning.learning(scope, fixed, precision);
  }

  /** What learns. */
  public Map<String, NDArray> weights() {
    return learning == null ? Map.of() : learning.weights(fixed);
  }
}
