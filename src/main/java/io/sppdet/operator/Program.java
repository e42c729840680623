package io.sppdet.operator;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A TorchScript program without weights, whose methods are operators that DJL has no method for;
 * {@code scripts/make-operators} is its source. They run in libtorch's inference mode: autograd can
 * take nothing that they give but copies.
 */
record Program(PtSymbolBlock block) {
  /** Loads a resource of this package; it lives as long as the manager. */
  static Program load(NDManager manager, String name) {
    Model model = Model.newInstance(name, manager.getDevice(), "PyTorch");
    manager.attachInternal(UUID.randomUUID().toString(), model);
    try (InputStream in = Program.class.getResourceAsStream(name)) {
      model.load(in);
      return new Program((PtSymbolBlock) model.getBlock());
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException(name + " can't be loaded", e);
    }
  }

  static IValue tensor(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  static IValue tensors(NDList arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  /** The array that a method gives, in a manager; the arguments are closed. */
  NDArray run(NDManager manager, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor((PtNDManager) manager);
    }
  }

  /** The arrays that a method gives. */
  NDList runList(NDManager manager, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toNDList((PtNDManager) manager);
    }
  }

  /**
   * What a method gives that computes an inverted residual block in bands.
   *
   * @param rows of a band
   */
  NDArray bands(String method, NDArray x, ResidualBlock block, int rows) {
    IValue residual = IValue.from(block.residual());
    return run(x.getManager(), method, arguments(x, block, IValue.from((long) rows), residual));
  }

  /** An inverted residual block and its input, as methods take them, and what comes behind. */
  static IValue[] arguments(NDArray x, ResidualBlock block, IValue... more) {
    Stream<IValue> first =
        Stream.of(
            tensor(x),
            tensors(block.expand()),
            tensors(block.depthwise()),
            tensors(block.project()),
            IValue.from((long) block.sliding().stride()),
            IValue.from((long) block.sliding().before()),
            IValue.from((long) block.sliding().after()));
    return Stream.concat(first, Stream.of(more)).toArray(IValue[]::new);
  }

  private IValue call(String method, IValue... arguments) {
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }
}
