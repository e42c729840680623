package io.sppdet.backbone;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network of the user's own: a TorchScript file that maps {@code (1, 3, H, W)} to one tensor
 * {@code (1, C, H/S, W/S)}. Such a file is a program: load only files you trust.
 */
final class TorchScriptBackbone implements Backbone {
  static final String TYPE = "torchscript";

  private final BackboneDescriptor descriptor;
  private final Path file;
  private final Model model;

  private TorchScriptBackbone(BackboneDescriptor descriptor, Path file, Model model) {
    this.descriptor = descriptor;
    this.file = file;
    this.model = model;
  }

  static TorchScriptBackbone load(NDManager parent, BackboneDescriptor descriptor, Path file) {
    Model model = Model.newInstance(file.getFileName().toString(), parent.getDevice(), "PyTorch");
    try {
      model.load(Files.newInputStream(file));
      return new TorchScriptBackbone(descriptor, file, model);
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new SppdetException(Kind.MODEL, file.toString(), "can't be loaded as TorchScript", e);
    }
  }

  @Override
  public BackboneDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public NDArray forward(NDManager scope, Image image) {
    try (NDManager working = scope.newSubManager()) {
      NDArray input = NetworkInput.tensor(working, image, descriptor);
      NDList output =
          model.getBlock().forward(new ParameterStore(working, false), new NDList(input), false);
      NDArray map = output.singletonOrThrow();
      Shape expected =
          new Shape(
              1,
              descriptor.channels(),
              input.getShape().get(2) / descriptor.stride(),
              input.getShape().get(3) / descriptor.stride());
      if (!map.getShape().equals(expected)) {
        throw new SppdetException(
            Kind.MODEL,
            file.toString(),
            "gives a map of shape " + map.getShape() + ", its descriptor promises " + expected);
      }
      map.attach(scope);
      return map;
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
