package io.sppdet.model;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.PixelBackbone;
import io.sppdet.backbone.TorchScriptBackbone;
import io.sppdet.backbone.efficientnet.EfficientNetLite;
import io.sppdet.backbone.efficientnet.TrainableBackbone;
import io.sppdet.backbone.efficientnet.TrainableEfficientNetLite;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
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
   * @throws SppdetException MODEL when the type is unknown or the file is unfit
   */
  public static Backbone serve(
      NDManager parent, BackboneDescriptor descriptor, Path directory, Precision precision) {
    return EfficientNetLite.TYPE.equals(descriptor.type())
        ? EfficientNetLite.load(parent, descriptor, directory.resolve(descriptor.file()), precision)
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
    return switch (descriptor.type()) {
      case EfficientNetLite.TYPE ->
          TrainableEfficientNetLite.load(parent, descriptor, file, precision);
      case TorchScriptBackbone.TYPE -> TorchScriptBackbone.load(parent, descriptor, file);
      case PixelBackbone.TYPE -> new PixelBackbone(descriptor);
      default ->
          throw new SppdetException(
              Kind.MODEL,
              directory,
              "unknown backbone type '"
                  + descriptor.type()
                  + "' (known: "
                  + EfficientNetLite.TYPE
                  + ", "
                  + TorchScriptBackbone.TYPE
                  + ", "
                  + PixelBackbone.TYPE
                  + ")",
              null);
    };
  }
}
