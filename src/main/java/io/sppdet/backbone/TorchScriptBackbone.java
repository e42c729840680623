package io.sppdet.backbone;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network of the user's own: a TorchScript file that maps {@code (1, 3, H, W)} to one tensor
 * {@code (1, C, H/S, W/S)}. Such a file is a program: load only files you trust.
 */
public final class TorchScriptBackbone implements Backbone {
  private final TorchScriptDescriptor descriptor;
  private final Path file;
  private final Model model;

  private TorchScriptBackbone(TorchScriptDescriptor descriptor, Path file, Model model) {
    this.descriptor = descriptor;
    this.file = file;
    this.model = model;
  }

  public static TorchScriptBackbone load(
      NDManager parent, TorchScriptDescriptor descriptor, Path file) {
    if (!Files.isRegularFile(file)) {
      throw fault(file, "the file is missing", null);
    }
    Model model = Model.newInstance(file.getFileName().toString(), parent.getDevice(), "PyTorch");
    try (InputStream in = Files.newInputStream(file)) {
      model.load(in);
      return new TorchScriptBackbone(descriptor, file, model);
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw fault(file, "can't be loaded as TorchScript", e);
    }
  }

  @Override
  public TorchScriptDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public NDList forward(NDManager scope, Image image) {
    try (NDManager working = scope.newSubManager()) {
      NDArray input = NetworkInput.tensor(working, image, descriptor);
      NDArray map = run(working, input);
      Shape expected =
          new Shape(
              1,
              descriptor.channels(),
              input.getShape().get(2) / descriptor.stride(),
              input.getShape().get(3) / descriptor.stride());
      if (!map.getShape().equals(expected) || map.getDataType() != DataType.FLOAT32) {
        throw fault(
            file,
            "gives a map of shape "
                + map.getShape()
                + " and type "
                + map.getDataType()
                + ", its descriptor promises "
                + expected
                + " and "
                + DataType.FLOAT32,
            null);
      }
      map.attach(scope);
      return new NDList(map);
    }
  }

  private NDArray run(NDManager scope, NDArray input) {
    try {
      return model
          .getBlock()
          .forward(new ParameterStore(scope, false), new NDList(input), false)
          .singletonOrThrow();
    } catch (RuntimeException e) { // the program's own errors, or several tensors
      throw fault(file, "gives no map for an input of shape " + input.getShape(), e);
    }
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }

  @Override
  public void close() {
    model.close();
  }
}
