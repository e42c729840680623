package io.sppdet.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.error.SppdetException;
import io.sppdet.natives.NativeLibraries;
import java.util.Optional;

/**
 * The one way to memory for tensors: whatever a program calls first, PyTorch is loaded as {@link
 * NativeLibraries} says, without network, reports of use, or a second copy of 0.4 GB.
 */
public final class Tensors {
  private Tensors() {}

  /**
   * Opens memory for tensors, to be closed by the caller.
   *
   * @throws SppdetException ENGINE when PyTorch can't be loaded
   */
  public static NDManager newManager() {
    load();
    return NDManager.newBaseManager();
  }

  /**
   * An array over a Java buffer, as one in libtorch's own memory, where it is aligned: else how its
   * products are rounded depends on where the buffer happens to lie.
   *
   * @param buffer is closed
   */
  public static NDArray own(NDArray buffer) {
    try (buffer) {
      return buffer.duplicate();
    }
  }

  /** Decides what is drawn from here on: weights, and which units are dropped. */
  public static void seed(int seed) {
    load();
    Engine.getInstance().setRandomSeed(seed);
  }

  private static void load() {
    Once.FAULT.ifPresent(
        fault -> {
          throw fault;
        });
  }

  /** Java initializes a class once. */
  private static final class Once {
    private static final Optional<SppdetException> FAULT = load();

    private static Optional<SppdetException> load() {
      try {
        NativeLibraries.loadPyTorch();
        return Optional.empty();
      } catch (SppdetException e) {
        return Optional.of(e);
      }
    }
  }
}
