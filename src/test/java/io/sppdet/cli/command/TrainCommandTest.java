package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.Sppdet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before the long work begins. */
class TrainCommandTest {
  @TempDir Path temporary;

  @Test
  void wrongUseIsOneLineAndLeavesNothing() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    Path model = temporary.resolve("model");
    List<String> plain = List.of("--init", "imagenet");
    assertRefused(2, "nowhere: data set folder does not exist", "nowhere", "-o", model, plain);
    assertRefused(2, temporary + ": no data set: neither", temporary, "-o", model, plain);
    assertRefused(2, file + ": exists already", temporary, "-o", file, plain);
    assertRefused(2, "can't be made in " + file, temporary, "-o", file.resolve("model"), plain);
    assertRefused(2, "--epochs: must be positive", temporary, "-o", model, "--epochs", "-1");
    assertRefused(2, "--epochs: must be positive", temporary, "-o", model, "--epochs", "0");
    assertRefused(2, "--scales, --", temporary, "-o", model, "--scales", "0");
    assertRefused(2, "--scales, --", temporary, "-o", model, "--scales", "600,-800");
    assertRefused(2, "must be positive", temporary, "-o", model, "--test-scales", "0");
    assertRefused(2, "--checkpoint: must be at least 1", temporary, "-o", model, "--checkpoint", 0);
    assertRefused(2, "--memory: must be at least 2", temporary, "-o", model, "--memory", 1);
    assertRefused(2, "--memory: must be at least 2", temporary, "-o", model, "--memory", "NaN");
    assertRefused(2, "can learn in int8", temporary, "-o", model, plain, "--precision", "int8");
    assertRefused(2, "--threads: must be", temporary, "-o", model, plain, "--threads", "0");
    assertRefused(3, "nowhere: no such model", temporary, "-o", model, "--init", "nowhere");
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(1, files.count());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--bbox-regression, nonsense, ridge",
    "--classifier, nonsense, softmax",
    "--fine-tune, all, conv5",
    "--scales, '600,wide', int",
    "--checkpoint, 0.5, int",
    "--memory, much, double",
    "--proposals, guess, exact-fast"
  })
  void valuesThatAreNoneSayWhatIsWanted(String option, String value, String wanted)
      throws IOException {
    Path model = temporary.resolve("model");
    Sppdet run = Sppdet.run("train", temporary, "-o", model, option, value);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals(2, run.errLines().size(), run.err());
    String line = run.errLines().get(0);
    assertTrue(line.startsWith("sppdet: ") && line.contains("'" + option + "'"), line);
    assertTrue(line.contains(wanted), line);
    assertEquals("Try 'sppdet train --help'.", run.errLines().get(1));
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(0, files.count());
    }
  }

  private static void assertRefused(int exitCode, String message, Object... args) {
    Sppdet run = Sppdet.run(Stream.concat(Stream.of("train"), Arrays.stream(args)).toArray());
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
