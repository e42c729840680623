package io.sppdet.backbone;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.image.Image;

/**
 * No network at all: the map is the normalised image itself, for networks that bring convolutions
 * of their own. Its descriptor's file is not read.
 *
 * @param descriptor of three channels at stride 1
 */
public record PixelBackbone(BackboneDescriptor descriptor) implements Backbone {
  public static final String TYPE = "pixels";

  @Override
  public NDList forward(NDManager scope, Image image) {
    return new NDList(NetworkInput.tensor(scope, image, descriptor));
  }

  @Override
  public void close() {}
}
