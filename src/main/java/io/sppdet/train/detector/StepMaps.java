package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.efficientnet.LearningTail;
import io.sppdet.train.run.ConvLayers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The backbone's maps of the images of one step of fine-tuning. Where its blocks learn, autograd
 * starts at the maps, and what it finds for them goes on backwards through the blocks.
 */
final class StepMaps {
  private record Way(LearningTail.Pass pass, NDList maps) {}

  private final ConvLayers layers;
  private final LearningTail tail;
  private final List<Way> ways = new ArrayList<>();

  /** Lives as long as {@code scope}. */
  StepMaps(NDManager scope, ConvLayers layers) {
    this.layers = layers;
    this.tail = layers.learningTail(scope);
  }

  /** The maps of an image from what is stored of it. */
  NDList of(NDList stored) {
    if (tail == null) {
      return layers.maps(stored);
    }
    LearningTail.Pass pass = tail.forward(stored.singletonOrThrow());
    NDList maps = new NDList(pass.maps().stream().map(NDArray::duplicate).toList());
    maps.attach(stored.getManager());
    maps.forEach(map -> map.setRequiresGradient(true));
    ways.add(new Way(pass, maps));
    return maps;
  }

  /** The gradients of the backbone's weights, by name, once autograd has gone back to the maps. */
  Map<String, NDArray> gradients() {
    if (tail == null) {
      return Map.of();
    }
    for (Way way : ways) {
      way.pass().backward(new NDList(way.maps().stream().map(NDArray::getGradient).toList()));
    }
    ways.clear();
    return new HashMap<>(tail.gradients());
  }
}
