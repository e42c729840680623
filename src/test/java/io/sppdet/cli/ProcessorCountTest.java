package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sppdet.operator.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java and libtorch are told that there are so many processors. */
@Timeout(300)
class ProcessorCountTest {
  private static final List<Integer> COUNTS = List.of(1, 3, 8);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bytesAreTheSameOnAnyNumberOfProcessors(Precision precision)
      throws IOException, InterruptedException {
    assumeTrue(precision.isThere(), "this processor has no instructions for " + precision);
    Set<String> outputs = new HashSet<>();
    for (int count : COUNTS) {
      ProcessBuilder detect =
          Sppdet.process(
              List.of("detect", "-q", "-t", "0.01", "--raw-scores", "--precision", precision),
              List.of("--scales", "128,224,384,704"), // sums over few cells are the first to be cut
              Sppdet.SAMPLES.resolve("dog.jpg"),
              Sppdet.SAMPLES.resolve("chelsea.jpg"));
      List<String> command = new ArrayList<>(detect.command());
      command.add(1, "-XX:ActiveProcessorCount=" + count);
      File out = folder.resolve("out" + count).toFile();
      File err = folder.resolve("err").toFile();
      Process run = detect.command(command).redirectOutput(out).redirectError(err).start();
      assertEquals(0, run.waitFor(), Files.readString(err.toPath()));
      outputs.add(Files.readString(out.toPath()));
    }
    assertEquals(1, outputs.size());
  }
}
