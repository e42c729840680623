package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before the long work begins. */
class TrainCommandTest {
  @TempDir Path temporary;

  @Test
  void wrongUseIsOneLineAndLeavesNothing() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    Path model = temporary.resolve("model");
    assertRefused(2, "nowhere: data set folder does not exist", "nowhere", "-o", model);
    assertRefused(2, temporary + ": no data set: neither", temporary, "-o", model);
    assertRefused(2, file + ": exists already", temporary, "-o", file);
    assertRefused(2, "can't be made in " + file, temporary, "-o", file.resolve("model"));
    assertRefused(2, "guess: unknown proposal method", ".", "-o", model, "--proposals", "guess");
    assertRefused(2, "--steps", temporary, "-o", model, "--steps", "-1");
    assertRefused(2, "--threads: must be", temporary, "-o", model, "--threads", "0");
    assertRefused(3, "nowhere: no such model", temporary, "-o", model, "--init", "nowhere");
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(1, files.count());
    }
  }

  private static void assertRefused(int exitCode, String message, Object... args) {
    Sppdet run = Sppdet.run("train", Arrays.asList(args));
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
