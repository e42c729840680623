package io.sppdet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTensorsTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  @Test
  void everyFlippedBitIsSeen() throws IOException {
    Path file = folder.resolve("a.map");
    try (NDManager manager = NDManager.newBaseManager()) {
      KeptTensors.write(file, Map.of("x", manager.create(new float[] {1, 2, 3})));
      KeptTensors kept = new KeptTensors(notes::add);
      try (TensorFile read = kept.read(manager, file).orElseThrow()) {
        assertArrayEquals(new float[] {1, 2, 3}, read.get(manager, "x", 3).toFloatArray());
      }
      byte[] whole = Files.readAllBytes(file);
      for (int bit = 0; bit < 8 * whole.length; bit++) {
        byte[] damaged = whole.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        Files.write(file, damaged);
        assertTrue(kept.read(manager, file).isEmpty(), "bit " + bit);
      }
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertTrue(kept.read(manager, file).isEmpty(), length + " bytes");
      }
      assertEquals(1, notes.size(), "told once");
      assertTrue(kept.read(manager, folder.resolve("none")).isEmpty());
      Files.write(file, whole);
      assertTrue(kept.read(manager, file).isPresent());
    }
  }

  /** They are safetensors still, with something behind them. */
  @Test
  void otherProgramsReadTheFile() throws IOException {
    Path file = folder.resolve("a.map");
    try (NDManager manager = NDManager.newBaseManager()) {
      KeptTensors.write(file, Map.of("x", manager.create(new float[] {7})));
      try (TensorFile read = TensorFile.read(manager, file)) {
        assertEquals(7, read.get(manager, "x", 1).getFloat());
      }
    }
  }
}
