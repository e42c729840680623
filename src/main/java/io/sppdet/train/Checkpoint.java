package io.sppdet.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * The state of fine-tuning on disk, from which a killed run goes on. A new state replaces the old
 * one only once it is wholly written.
 */
final class Checkpoint {
  private static final Duration INTERVAL = Duration.ofSeconds(75);
  private static final String COUNTS = "counts";

  private final Path file;
  private long last = System.nanoTime();

  Checkpoint(Path file) {
    this.file = file;
  }

  /** Puts the kept state, if there is one, into the optimizer; returns how many steps it has. */
  int resume(AdamW optimizer) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (NDManager scope = NDManager.newBaseManager();
        TensorFile kept = TensorFile.read(scope, file)) {
      for (Map.Entry<String, NDArray> entry : optimizer.state().entrySet()) {
        NDArray target = entry.getValue();
        try (NDArray values = kept.get(scope, entry.getKey(), target.getShape().getShape())) {
          target.set(values.toFloatArray());
        }
      }
      float[] counts = kept.get(scope, COUNTS, 2).toFloatArray();
      optimizer.resume((int) counts[1]);
      return (int) counts[0];
    }
  }

  /** Writes the state behind {@code steps} steps if the last one is old enough. */
  void keep(AdamW optimizer, int steps) {
    if (System.nanoTime() - last > INTERVAL.toNanos()) {
      write(optimizer, steps);
      last = System.nanoTime();
    }
  }

  void write(AdamW optimizer, int steps) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try (NDManager scope = NDManager.newBaseManager()) {
      NDList tensors = new NDList();
      optimizer
          .state()
          .forEach(
              (name, value) -> {
                NDArray copy = scope.create(value.toFloatArray(), value.getShape());
                copy.setName(name);
                tensors.add(copy);
              });
      NDArray counts = scope.create(new float[] {steps, optimizer.updates()});
      counts.setName(COUNTS);
      tensors.add(counts);
      TensorFile.write(temporary, tensors);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, file.toString(), "can't be written (" + e.getMessage() + ")", e);
    }
  }
}
