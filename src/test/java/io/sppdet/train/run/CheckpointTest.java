package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.error.SppdetException;
import io.sppdet.train.solver.AdamW;
import io.sppdet.train.solver.AdamWTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final List<String> notes = new ArrayList<>();
  private Path file;

  @BeforeEach
  void place(@TempDir Path folder) {
    file = folder.resolve("fine-tuning.safetensors");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Checkpoint checkpoint(Duration interval) {
    return new Checkpoint(file, new Interval(interval), notes::add);
  }

  /** A run with a dense parameter and one with strides of its own, as the backbone's have. */
  private final class Run {
    private final Map<String, NDArray> parameters = new TreeMap<>();
    private final AdamW optimizer;

    Run(long seed) {
      Random random = new Random(seed);
      parameters.put("fc6.bias", manager.create(AdamWTest.gaussian(random, 4, 1e-3)));
      parameters.put(
          "head.weight",
          manager
              .create(AdamWTest.gaussian(random, 24, 1), new Shape(2, 2, 2, 3))
              .transpose(0, 3, 1, 2));
      parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
      optimizer = new AdamW(manager, parameters);
    }

    void update(int number) {
      Random random = new Random(number);
      AdamWTest.backward(
          parameters,
          Map.of(
              "fc6.bias", AdamWTest.gaussian(random, 4, 2),
              "head.weight", AdamWTest.gaussian(random, 24, 1e-4)));
      optimizer.update(name -> 0.01);
    }

    /** All values as hexadecimal floating point, which tells every bit. */
    Map<String, String> bits() {
      Map<String, String> bits = new TreeMap<>();
      optimizer
          .state()
          .forEach(
              (name, value) ->
                  bits.put(
                      name,
                      Arrays.stream(value.toArray())
                          .map(number -> Float.toHexString(number.floatValue()))
                          .collect(Collectors.joining(" "))));
      return bits;
    }
  }

  @Test
  void aFullStateComesBackBitForBit() {
    Run whole = new Run(1);
    for (int i = 0; i < 3; i++) {
      whole.update(i);
    }
    checkpoint(Duration.ZERO).keep(whole.optimizer, 5); // two steps without an update
    Run next = new Run(2);
    assertNotEquals(whole.bits(), next.bits());
    assertEquals(5, checkpoint(Duration.ZERO).resume(next.optimizer));
    assertEquals(3, next.optimizer.updates());
    assertEquals(6, next.bits().size(), "two parameters, their means and variances");
    assertEquals(whole.bits(), next.bits());
    for (int i = 3; i < 6; i++) {
      whole.update(i);
      next.update(i);
      assertEquals(whole.bits(), next.bits(), "update " + i);
    }
  }

  /** Whatever the garbage collector frees meanwhile. */
  @Test
  void whatCameBackStays() {
    Run whole = new Run(1);
    whole.update(1);
    checkpoint(Duration.ZERO).keep(whole.optimizer, 1);
    Run next = new Run(2);
    checkpoint(Duration.ZERO).resume(next.optimizer);
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int j = 0; j < 1000; j++) {
        ByteBuffer.allocateDirect(96).putDouble(0, Double.NaN);
      }
    }
    assertEquals(whole.bits(), next.bits());
    assertTrue(next.parameters.values().stream().allMatch(NDArray::hasGradient));
  }

  @Test
  void withoutAFileARunBeginsAtItsStart() {
    Run run = new Run(1);
    Map<String, String> before = run.bits();
    assertEquals(0, checkpoint(Duration.ZERO).resume(run.optimizer));
    assertEquals(before, run.bits());
    assertEquals(0, run.optimizer.updates());
  }

  @Test
  void aNewStateReplacesTheOldOneOnceItIsTime() throws IOException {
    Run run = new Run(1);
    checkpoint(Duration.ofDays(1)).keep(run.optimizer, 1);
    assertFalse(Files.exists(file), "written before its time");
    checkpoint(Duration.ZERO).keep(run.optimizer, 1);
    byte[] first = Files.readAllBytes(file);
    run.update(1);
    checkpoint(Duration.ZERO).keep(run.optimizer, 2);
    assertFalse(Arrays.equals(first, Files.readAllBytes(file)));
    assertEquals(2, checkpoint(Duration.ZERO).resume(run.optimizer));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  /** A run killed while it writes leaves the state before whole. */
  @Test
  void aHalfWrittenStateIsNotTaken() throws IOException {
    Run run = new Run(1);
    run.update(1);
    checkpoint(Duration.ZERO).keep(run.optimizer, 1);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file.resolveSibling(file.getFileName() + ".part"), Arrays.copyOf(whole, 100));
    Run next = new Run(2);
    assertEquals(1, checkpoint(Duration.ZERO).resume(next.optimizer));
    assertEquals(run.bits(), next.bits());
    next.update(2);
    checkpoint(Duration.ZERO).keep(next.optimizer, 2);
    assertEquals(whole.length, Files.size(file));
  }

  /** Another model would come of it, without a word. */
  @Test
  void aDamagedStateCountsAsNone() throws IOException {
    Run run = new Run(1);
    run.update(1);
    checkpoint(Duration.ZERO).keep(run.optimizer, 1);
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length - 20] ^= 1;
    byte[] noise = whole.clone();
    noise[9] = '?'; // in the JSON
    for (byte[] damaged :
        List.of(
            flipped,
            noise,
            new byte[0],
            Arrays.copyOf(whole, 50),
            Arrays.copyOf(whole, whole.length - 1))) {
      Files.write(file, damaged);
      notes.clear();
      Run next = new Run(2);
      Map<String, String> before = next.bits();
      assertEquals(0, checkpoint(Duration.ZERO).resume(next.optimizer));
      assertEquals(before, next.bits());
      assertEquals(1, notes.size());
      assertTrue(notes.get(0).startsWith(file + " is damaged"), notes.get(0));
    }
  }

  @Test
  void aStateOfOtherLayersIsNamed() {
    NDArray other = manager.create(new float[5]);
    other.setRequiresGradient(true);
    checkpoint(Duration.ZERO).keep(new AdamW(manager, Map.of("fc6.bias", other)), 1);
    assertRefused(new Run(1).optimizer, "tensor fc6.bias has shape");
  }

  private void assertRefused(AdamW optimizer, String reason) {
    Checkpoint checkpoint = checkpoint(Duration.ZERO);
    SppdetException e = assertThrows(SppdetException.class, () -> checkpoint.resume(optimizer));
    assertEquals(file.toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
  }
}
