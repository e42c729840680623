package io.sppdet.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.solver.AdamW;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The state of fine-tuning on disk, from which a killed run goes on. A new state replaces the old
 * one only once it is wholly written.
 */
public final class Checkpoint {
  /** Steps of the run, and updates of the optimizer. */
  private static final String DONE = "done";

  private final Path file;
  private final Interval interval;
  private final KeptTensors tensors;

  /**
   * @param notes hear of a damaged state, which counts as none
   */
  public Checkpoint(Path file, Interval interval, Consumer<String> notes) {
    this.file = file;
    this.interval = interval;
    this.tensors = new KeptTensors(notes);
  }

  /** Puts the kept state, if there is one, into the optimizer; returns how many steps it has. */
  public int resume(AdamW optimizer) {
    try (NDManager scope = Tensors.newManager()) {
      Optional<TensorFile> found = tensors.read(scope, file, DONE);
      if (found.isEmpty()) {
        return 0;
      }
      TensorFile kept = found.get();
      for (Map.Entry<String, NDArray> entry : optimizer.state().entrySet()) {
        NDArray target = entry.getValue();
        copy(kept.get(scope, entry.getKey(), target.getShape().getShape()), target);
      }
      int[] done = kept.integers(DONE, 2);
      optimizer.resume(done[1]);
      return done[0];
    }
  }

  /**
   * Writes values into a tensor's own memory. {@link NDArray#set} would put it over a Java buffer
   * that nobody keeps, so that the garbage collector may free it under the running training.
   */
  private static void copy(NDArray values, NDArray target) {
    boolean learns = target.hasGradient();
    target.setRequiresGradient(false); // which forbids writing
    target.muli(0).addi(values);
    target.setRequiresGradient(learns);
  }

  /** Writes the state behind {@code steps} steps if the last one is old enough. */
  public void keep(AdamW optimizer, int steps) {
    if (interval.isOver()) {
      write(optimizer, steps);
    }
  }

  private void write(AdamW optimizer, int steps) {
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> state = new LinkedHashMap<>();
      optimizer
          .state()
          .forEach(
              (name, value) -> {
                NDArray copy = scope.create(value.toFloatArray(), value.getShape());
                state.put(name, copy);
              });
      state.put(DONE, scope.create(new int[] {steps, optimizer.updates()}));
      KeptTensors.write(file, state);
    }
  }
}
