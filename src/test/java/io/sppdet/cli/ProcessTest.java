package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.operator.FusedOperators;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: threads, pipes and signals. */
@Timeout(120)
class ProcessTest {
  private static final Path CAT = Sppdet.SAMPLES.resolve("chelsea.jpg");
  private static final Path BIRD = Sppdet.SAMPLES.resolve("kingfisher.jpg");

  @TempDir Path folder;

  /** PyTorch's number of threads can be set once a process. */
  @Test
  void lineOfAnImageDependsOnNothingButTheImage() throws IOException, InterruptedException {
    List<String> options = List.of("detect", "-t", "0.01", "--raw-scores", "--threads");
    Sppdet oneThread = Sppdet.fork(folder, options, "1", CAT, CAT);
    Sppdet twoThreads = Sppdet.fork(folder, options, "2", BIRD, CAT, BIRD);
    assertEquals(0, oneThread.exitCode(), oneThread.err());
    assertEquals(0, twoThreads.exitCode(), twoThreads.err());
    List<String> one = oneThread.outLines();
    List<String> two = twoThreads.outLines();
    assertEquals(List.of(one.get(0), one.get(0)), one);
    assertEquals(List.of(two.get(0), one.get(0), two.get(0)), two);
    assertTrue(one.get(0).contains("margin"), one.get(0));
    assertTrue(oneThread.err().startsWith("2 images done, 0 failed; "), oneThread.err());
    assertEquals(2, twoThreads.errLines().size(), twoThreads.err());
    String again = twoThreads.errLines().get(1);
    assertTrue(again.startsWith("1 file was named again, "), again);
  }

  /** As {@code | head -1} does. */
  @Test
  void closedPipeEndsQuietly() throws IOException, InterruptedException {
    File err = folder.resolve("err").toFile();
    Process process =
        Sppdet.process("detect", "-t", "0.01", Collections.nCopies(500, CAT))
            .redirectError(err)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertTrue(out.readLine().startsWith("{\"image\""));
    }
    assertEquals(0, process.waitFor());
    assertEquals("", Files.readString(err.toPath()));
  }

  /** Such as {@code photos!}: libraries and resources are read by addresses of jars. */
  @Test
  void aFolderThatJavaCantReadJarsFromIsOneLine() throws IOException, InterruptedException {
    Path jar =
        Path.of(
            picocli.CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    Path link = Files.createDirectory(folder.resolve("photos!")).resolve("sppdet.jar");
    Files.createSymbolicLink(link, jar);
    ProcessBuilder process = Sppdet.process("--version");
    int classPath = process.command().indexOf("-cp") + 1;
    process.command().set(classPath, link + File.pathSeparator + process.command().get(classPath));
    File err = folder.resolve("err").toFile();
    assertEquals(3, process.redirectError(err).start().waitFor());
    assertEquals(
        "sppdet: Java can't read libraries in a folder whose name ends with \"!\": rename"
            + " photos!\n",
        Files.readString(err.toPath()));
  }

  /** oneDNN may be told to do without, or run in a sandbox that shows another processor. */
  @Test
  void precisionIsWhatOneDnnCanDo() throws IOException, InterruptedException {
    Assumptions.assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    assertEquals("", limited(0, "detect", "--scales", "160", CAT));
    assertEquals(
        "sppdet: --precision: oneDNN can't compute in bfloat16 on this processor; leave it out, or"
            + " ask for float32\n",
        limited(2, "detect", "--precision", "bfloat16", CAT));
  }

  /** An installation from which a jar is gone. */
  @Test
  void aMissingLibraryIsOneLine() throws IOException, InterruptedException {
    ProcessBuilder process = Sppdet.process("model", "info", Sppdet.MODEL);
    List<String> command = process.command();
    int path = command.indexOf("-cp") + 1;
    String whole = command.get(path);
    String less =
        Stream.of(whole.split(File.pathSeparator))
            .filter(jar -> !jar.contains("jackson-databind"))
            .collect(Collectors.joining(File.pathSeparator));
    assertNotEquals(whole, less);
    command.set(path, less);
    File err = folder.resolve("missing").toFile();
    int exitCode =
        process
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err)
            .start()
            .waitFor();
    String said = Files.readString(err.toPath()).strip();
    assertEquals(3, exitCode, said);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains("com/fasterxml/jackson/databind"), said);
  }

  /** Without VNNI two products of bytes are added in 16 bits, which cut off what is too large. */
  @Test
  void integersGiveTheSameWithoutInstructionsForThem() throws IOException, InterruptedException {
    Assumptions.assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    Object[] detect = {"detect", "--precision", "int8", "--scales", "384", CAT};
    Sppdet all = Sppdet.fork(folder, detect);
    assertEquals("", limited(0, detect));
    JsonNode wanted = new ObjectMapper().readTree(all.out()).at("/detections");
    JsonNode found =
        new ObjectMapper().readTree(folder.resolve("found").toFile()).at("/detections");
    assertEquals(1, wanted.size(), all.out() + all.err());
    assertEquals(wanted.size(), found.size());
    assertEquals(wanted.at("/0/label"), found.at("/0/label"));
    double score = wanted.at("/0/score").doubleValue();
    assertEquals(score, found.at("/0/score").doubleValue(), 1e-3); // the stem is float32
  }

  /** What is said on standard error where there are no more instructions than those of AVX2. */
  private String limited(int exitCode, Object... arguments)
      throws IOException, InterruptedException {
    File err = folder.resolve("limited").toFile();
    ProcessBuilder process = Sppdet.process(arguments);
    process.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
    process.environment().put("DNNL_MAX_CPU_ISA", "AVX2");
    process.redirectOutput(folder.resolve("found").toFile()).redirectError(err);
    assertEquals(exitCode, process.start().waitFor(), Files.readString(err.toPath()));
    return Files.readString(err.toPath());
  }

  /** As on Windows: the return at a line's end is no stranger's. */
  @Test
  void linesEndAsTheSystemsDo() throws IOException, InterruptedException {
    ProcessBuilder process = Sppdet.process("model", "list");
    process.command().add(1, "-Dline.separator=\r\n");
    File out = folder.resolve("out").toFile();
    assertEquals(0, process.redirectOutput(out).start().waitFor());
    String said = Files.readString(out.toPath());
    assertTrue(said.contains("voc07") && !said.contains("\\u000d"), said);
  }

  /** Of the size that the launcher looks at, but of other bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"zeros", "noise", "nothing"})
  void aClassArchiveThatIsNoneIsDropped(String kind) throws IOException, InterruptedException {
    byte[] bytes = new byte[kind.equals("nothing") ? 0 : 1_000_000];
    if (kind.equals("noise")) {
      new Random(1).nextBytes(bytes);
    }
    Path archive = Files.write(folder.resolve("classes.jsa"), bytes);
    ProcessBuilder process = Sppdet.process("--version");
    process
        .command()
        .addAll(
            1,
            List.of(
                "-Xlog:disable",
                "-XX:+VerifySharedSpaces",
                "-XX:SharedArchiveFile=" + archive,
                "-Dsppdet.archive=" + archive));
    File out = folder.resolve("out").toFile();
    assertEquals(0, process.redirectErrorStream(true).redirectOutput(out).start().waitFor());
    assertEquals(Sppdet.run("--version").out(), Files.readString(out.toPath()));
    assertTrue(Files.notExists(archive));
  }

  /** Whatever needs PyTorch first. */
  @Test
  void aCacheThatCantBeWrittenIsOneLine() throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("file"));
    for (List<Object> command :
        List.<List<Object>>of(
            List.of("detect", CAT),
            List.of("classify", CAT),
            List.of("model", "verify", "voc07"))) {
      File err = folder.resolve("err").toFile();
      ProcessBuilder process = Sppdet.process(command);
      process.environment().put("SPPDET_CACHE", file.toString());
      process.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err);
      assertEquals(3, process.start().waitFor(), command + Files.readString(err.toPath()));
      List<String> lines = Files.readAllLines(err.toPath());
      assertEquals(1, lines.size(), command + " " + lines);
      assertTrue(lines.get(0).contains(file + ": SPPDET_CACHE is not"), lines.get(0));
    }
  }

  @Test
  void fullDiskIsOneLine() throws IOException, InterruptedException {
    File full = new File("/dev/full");
    Assumptions.assumeTrue(full.exists(), "a device of Linux");
    File err = folder.resolve("err").toFile();
    Process process = Sppdet.process("--version").redirectOutput(full).redirectError(err).start();
    assertEquals(2, process.waitFor());
    assertEquals(
        "sppdet: standard output: can't be written (No space left on device)\n",
        Files.readString(err.toPath()));
  }
}
