package io.sppdet.backbone;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.image.Image;

/**
 * No network at all: the map is the normalised image itself, for networks that bring convolutions
 * of their own. Its descriptor's file is not read.
 */
public record PixelBackbone(PixelDescriptor descriptor) implements Backbone {
  @Override
  public NDList forward(NDManager scope, Image image) {
    return new NDList(NetworkInput.tensor(scope, image, descriptor));
  }

  @Override
  public void close() {}
}
