package io.sppdet.model;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.PixelBackbone;
import io.sppdet.backbone.PixelDescriptor;
import io.sppdet.backbone.TorchScriptBackbone;
import io.sppdet.backbone.TorchScriptDescriptor;
import io.sppdet.backbone.efficientnet.EfficientNetLite;
import io.sppdet.backbone.efficientnet.TrainableBackbone;
import io.sppdet.backbone.efficientnet.TrainableEfficientNetLite;
import io.sppdet.operator.Precision;
import java.nio.file.Path;

/** The networks that a model directory can hold, by the type its description names. */
public final class Backbones {
  private Backbones() {}

  /**
   * Opens the network a descriptor names to run images through it.
   *
   * @param directory the model directory its file lies in
   * @param precision of {@link Backbone#forward}; a TorchScript file has its own
   * @throws io.sppdet.error.SppdetException MODEL when the file is unfit
   */
  public static Backbone serve(
      NDManager parent, BackboneDescriptor descriptor, Path directory, Precision precision) {
    return descriptor instanceof EfficientNetLiteDescriptor network
        ? EfficientNetLite.load(parent, network, directory.resolve(network.file()), precision)
        : open(parent, descriptor, directory, precision);
  }

  /** The same in float32, so that it can also be a {@link TrainableBackbone}. */
  public static Backbone open(NDManager parent, BackboneDescriptor descriptor, Path directory) {
    return open(parent, descriptor, directory, Precision.FLOAT32);
  }

  /** The same as {@link #serve}, and a {@link TrainableBackbone} where its kind can learn. */
  public static Backbone open(
      NDManager parent, BackboneDescriptor descriptor, Path directory, Precision precision) {
    Path file = directory.resolve(descriptor.file());
    if (descriptor instanceof EfficientNetLiteDescriptor network) {
      return TrainableEfficientNetLite.load(parent, network, file, precision);
    }
    return descriptor instanceof TorchScriptDescriptor program
        ? TorchScriptBackbone.load(parent, program, file)
        : new PixelBackbone((PixelDescriptor) descriptor);
  }
}
