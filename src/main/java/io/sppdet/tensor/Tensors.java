package io.sppdet.tensor;

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
    Once.FAULT.ifPresent(
        fault -> {
          throw fault;
        });
    return NDManager.newBaseManager();
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
