package io.sppdet.backbone;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.image.Image;
import java.util.List;

/** The convolutional layers: a whole image in, a map of features out. */
public interface Backbone extends AutoCloseable {
  /** Stride, offset, channels and normalisation of this network. */
  BackboneDescriptor descriptor();

  /**
   * Runs the whole image through the network once.
   *
   * @param scope owns the result
   * @return the last map, {@code (1, C, H, W)} float32, H and W being the sides over the stride,
   *     rounded up; behind it the lateral map, {@code (1, C', 2H, 2W)}, if the descriptor has one
   */
  NDList forward(NDManager scope, Image image);

  /**
   * The convolutions an input goes through, in order, down to the last map; none where the network
   * is a program, which does not tell them.
   *
   * @param height of the padded input in pixels
   * @param width of the padded input in pixels
   */
  default List<Layer> layers(int height, int width) {
    return List.of();
  }

  @Override
  void close();
}
