package io.sppdet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

  /** A folder that was named for a cache may hold more. */
  @Test
  void nothingButWhatWasKeptIsRemoved() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("maps"));
    for (String name : List.of("a.map", "a.map.0a.part", "map.txt", "a.map.part.txt")) {
      Files.writeString(cache.resolve(name), name);
    }
    KeptTensors.removeAll(cache, ".map");
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(
          List.of("a.map.part.txt", "map.txt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    Files.delete(cache.resolve("map.txt"));
    Files.delete(cache.resolve("a.map.part.txt"));
    KeptTensors.removeAll(cache, ".map");
    assertTrue(Files.notExists(cache));
    KeptTensors.removeAll(cache, ".map"); // a second time is no error
  }

  /** Two trainings may share a cache. */
  @Test
  void runsThatWriteTheSameAtOnceDoNotMix() throws Exception {
    Path file = folder.resolve("a.map");
    ExecutorService runs = Executors.newFixedThreadPool(4);
    try (NDManager manager = NDManager.newBaseManager()) {
      List<Callable<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writes.add(
            () -> {
              try (NDManager own = manager.newSubManager()) {
                KeptTensors.write(file, Map.of("x", own.ones(new Shape(10_000))));
                return new KeptTensors(notes::add).read(own, file).isPresent();
              }
            });
      }
      for (Future<Boolean> each : runs.invokeAll(writes)) {
        assertTrue(each.get());
      }
    } finally {
      runs.shutdown();
    }
    assertEquals(List.of(), notes);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
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
