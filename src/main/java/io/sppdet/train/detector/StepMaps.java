package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.efficientnet.LearningTail;
import io.sppdet.train.run.ConvLayers;
import java.util.List;
import java.util.Map;

/**
 * The backbone's maps of the images of one step of fine-tuning. Where its blocks learn, autograd
 * starts at the maps, and what it finds for them goes on backwards through the blocks.
 */
final class StepMaps {
  /**
   * The maps of one image.
   *
   * @param pass through the blocks that learn; null where none do
   */
  record Way(LearningTail.Pass pass, NDList maps) {}

  private final ConvLayers layers;
  private final LearningTail tail;

  /** Lives as long as {@code scope}. */
  StepMaps(NDManager scope, ConvLayers layers) {
    this.layers = layers;
    this.tail = layers.learningTail(scope);
  }

  /** The maps of an image from what is stored of it; several images may go side by side. */
  Way forward(NDList stored) {
    if (tail == null) {
      return new Way(null, layers.maps(stored));
    }
    LearningTail.Pass pass = tail.forward(stored.singletonOrThrow());
    NDList maps = new NDList(pass.maps().stream().map(NDArray::duplicate).toList());
    maps.attach(stored.getManager());
    maps.forEach(map -> map.setRequiresGradient(true));
    return new Way(pass, maps);
  }

  /**
   * The gradients of the backbone's weights, by name, once autograd has gone back to the maps.
   *
   * @param ways of the images of the step, whose gradients are added in this order
   */
  Map<String, NDArray> gradients(List<Way> ways) {
    return tail == null
        ? Map.of()
        : ways.parallelStream().map(StepMaps::backward).toList().stream()
            .reduce(tail::sum)
            .orElseThrow();
  }

  private static Map<String, NDArray> backward(Way way) {
    return way.pass().backward(new NDList(way.maps().stream().map(NDArray::getGradient).toList()));
  }
}
