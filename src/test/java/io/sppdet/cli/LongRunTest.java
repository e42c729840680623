package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.dataset.Checksum;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are killed, interrupted, resumed, or end early. */
@Timeout(300)
class LongRunTest {
  private static final int PHOTOS = 60;

  /** What is found does not matter, that it is the same does. */
  private static final List<String> FAST =
      List.of("detect", "--scales", "160", "--max-proposals", "60", "-t", "0.02");

  private static final String LEASE =
      """
      import fcntl, os, signal, sys, time
      signal.signal(signal.SIGIO, signal.SIG_IGN)
      file = os.open(sys.argv[1], os.O_RDWR)
      fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
      print("held", flush=True)
      time.sleep(120)
      """;

  @TempDir static Path folder;

  private static Path photos;

  @TempDir Path work;

  @BeforeAll
  static void makePhotos() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    ImageReader reader = new ImageReader();
    List<Path> samples =
        Stream.of("chelsea.jpg", "kingfisher.jpg", "astronaut.jpg")
            .map(Sppdet.SAMPLES::resolve)
            .toList();
    for (int i = 0; i < PHOTOS; i++) {
      Path photo = photos.resolve("photo %02d.jpg".formatted(i));
      new ImageWriter().write(reader.read(samples.get(i % 3)).part(2 * i, i, 160, 140), photo);
    }
    Files.writeString(photos.resolve("photo 30b.jpg"), "broken");
  }

  private static List<Object> everything(Path output) {
    return List.of(
        "--format",
        "json,jsonl,coco,coco-dataset,voc,yolo,csv,megadetector,label-studio",
        "-o",
        output.resolve("found"),
        "--draw",
        output.resolve("drawn"),
        "--crops",
        output.resolve("crops"),
        "--report",
        output.resolve("page.html"));
  }

  /** As {@code kill -9} and Ctrl-C do, each once. */
  @Test
  void resumedRunLeavesTheSameBytesAsAWholeOne() throws IOException, InterruptedException {
    Path whole = Files.createDirectory(work.resolve("a-whole"));
    Sppdet run = Sppdet.fork(work, FAST, everything(whole), photos);
    assertEquals(1, run.exitCode(), run.err());
    assertTrue(run.err().contains("60 images done, 1 failed (1 image_unreadable);"), run.err());

    Path parts = Files.createDirectory(work.resolve("a-parts"));
    Path journal = parts.resolve("found.journal");
    List<Object> command = new ArrayList<>(FAST);
    command.addAll(everything(parts));
    command.add(photos);
    assertEquals(128 + 9, endAfter(5, journal, true, command));
    Sppdet refused = Sppdet.fork(work, command);
    assertEquals(2, refused.exitCode(), refused.err());
    assertTrue(refused.err().contains("--resume goes on with it"), refused.err());

    assertEquals(128 + 15, endAfter(30, journal, false, command, "--resume"));
    String log = Files.readString(work.resolve("log"));
    assertTrue(log.contains("sppdet: interrupted; waits for " + photos), log);
    assertTrue(log.matches("(?s).*interrupted after \\d+ of 61 images; the same.*"), log);
    int done = lines(journal) - 1;
    JsonNode soFar =
        DetectionSchema.parse(Files.readString(parts.resolve("found/detections.json")));
    assertTrue(soFar.size() == done || soFar.size() == done + 1, "with the one that failed");

    Sppdet rest = Sppdet.fork(work, command, "--resume");
    assertEquals(1, rest.exitCode(), rest.err());
    assertTrue(rest.err().contains("going on with " + done + " images done before"), rest.err());
    Map<String, String> expected = contents(whole);
    Map<String, String> found = contents(parts);
    assertEquals(expected.keySet(), found.keySet());
    expected.entrySet().removeAll(found.entrySet());
    assertEquals(Map.of(), expected, "differ");
  }

  /** Ends the process when the journal has so many images; gives its exit code. */
  private int endAfter(int images, Path journal, boolean kill, Object... command)
      throws IOException, InterruptedException {
    Process process =
        Sppdet.process(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    while (process.isAlive() && lines(journal) < images + 1) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertTrue(process.isAlive(), Files.readString(work.resolve("log")));
    if (kill) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    return process.waitFor();
  }

  private static int lines(Path file) throws IOException {
    return Files.exists(file)
        ? (int) Files.readString(file, StandardCharsets.ISO_8859_1).lines().count()
        : 0;
  }

  /** All files below a folder with their checksums; links are followed. */
  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Checksum.of(file));
      }
    }
    return contents;
  }

  /** As a part of a list cut up for many machines may be. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shortListCanBeGoneOnWith(int length) throws IOException {
    List<String> all = List.of(photos.resolve("photo 00.jpg").toString());
    Path list = Files.write(work.resolve("part"), all.subList(0, length));
    Path output = work.resolve("found.jsonl");
    Sppdet run = Sppdet.run(FAST, "--resume", "--format", "jsonl", "-o", output, "@" + list);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(length, Files.readAllLines(output).size());
    assertFalse(Files.exists(work.resolve("found.jsonl.journal")));
  }

  @Test
  void runEndsWhenTooManyFail() throws IOException {
    List<Path> inputs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      inputs.add(Files.writeString(work.resolve("broken" + i + ".jpg"), "broken"));
    }
    inputs.add(1, photos.resolve("photo 00.jpg"));
    Path output = work.resolve("found.json");
    Sppdet first = Sppdet.run(FAST, "--fail-fast", "-o", output, inputs);
    assertEquals(1, first.exitCode(), first.err());
    assertTrue(first.err().contains("ended by errors (--max-errors) after 1 of 5"), first.err());
    assertEquals(1, DetectionSchema.parse(Files.readString(output)).size());
    Sppdet second = Sppdet.run(FAST, "--max-errors", "2", "-o", output, inputs);
    assertTrue(second.err().contains("after 4 of 5 images"), second.err());
    assertEquals(4, DetectionSchema.parse(Files.readString(output)).size());
    List<Object> command = new ArrayList<>(FAST);
    command.addAll(List.of("--max-errors", "4", "--resume", "--if-exists", "skip"));
    Sppdet all = Sppdet.run(command, "-o", output, inputs);
    assertTrue(all.err().contains("going on with "), all.err());
    assertEquals(5, DetectionSchema.parse(Files.readString(output)).size());
    assertFalse(all.err().contains("ended"), all.err());
    assertFalse(Files.exists(work.resolve("found.json.journal")));
    String whole = Files.readString(output);
    Sppdet again = Sppdet.run(command, "-o", output, inputs);
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.err().contains("nothing to do"), again.err());
    assertEquals(whole, Files.readString(output));
    assertFalse(Files.exists(work.resolve("found.json.journal")));
  }

  /** As a task of an array is begun again: what it left holds none of the photos that are good. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonl", "csv"})
  void runThatEndedBeforeItsFirstResultGoesOn(String format) throws IOException {
    Path bad = Files.writeString(work.resolve("bad.jpg"), "broken");
    Path good = photos.resolve("photo 00.jpg");
    Path output = work.resolve("found." + format);
    List<Object> command = new ArrayList<>(FAST);
    command.addAll(List.of("--resume", "--if-exists", "skip", "--fail-fast", "--format", format));
    Path model = Files.createDirectory(work.resolve("model"));
    try (Stream<Path> files = Files.list(Path.of("models/voc07"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Files.writeString(model.resolve("head.safetensors"), "damaged");
    Sppdet broken = Sppdet.run(command, "--model", model, "-o", output, bad, good);
    assertEquals(3, broken.exitCode(), broken.err());
    for (int i = 0; i < 2; i++) {
      Sppdet ended = Sppdet.run(command, "-o", output, bad, good);
      assertEquals(1, ended.exitCode(), ended.err());
      assertTrue(ended.err().contains("after 1 of 2 images"), ended.err());
    }
    Files.copy(good, bad, StandardCopyOption.REPLACE_EXISTING);
    Sppdet whole = Sppdet.run(command, "-o", output, bad, good);
    assertEquals(0, whole.exitCode(), whole.err());
    assertTrue(whole.err().contains("2 images done, 0 failed"), whole.err());
    Sppdet again = Sppdet.run(command, "-o", output, bad, good);
    assertTrue(again.err().contains("nothing to do"), again.err());
  }

  @Test
  void whatIsThereIsKeptOrRefusedOrReplaced() throws IOException {
    Path a = photos.resolve("photo 00.jpg");
    Path b = photos.resolve("photo 01.jpg");
    Path output = Files.writeString(work.resolve("found.json"), "mine");
    Path drawn = Files.createDirectory(work.resolve("drawn"));
    Files.writeString(drawn.resolve("photo 00.jpg"), "mine");

    Sppdet refused = Sppdet.run(FAST, "--if-exists", "error", "-o", output, a, b);
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("found.json: exists already"), refused.err());
    Sppdet folder = Sppdet.run(FAST, "--if-exists", "error", "--draw", drawn, a);
    assertTrue(folder.err().contains("drawn: exists already"), folder.err());

    Sppdet nothing = Sppdet.run(FAST, "--if-exists", "skip", "-o", output, a, b);
    assertEquals(0, nothing.exitCode(), nothing.err());
    assertTrue(nothing.err().contains("nothing to do"), nothing.err());
    Sppdet some = Sppdet.run(FAST, "--if-exists", "skip", "-o", output, "--draw", drawn, a, b);
    assertEquals(0, some.exitCode(), some.err());
    assertEquals("mine", Files.readString(output));
    assertEquals("mine", Files.readString(drawn.resolve("photo 00.jpg")));
    assertTrue(Files.size(drawn.resolve("photo 01.jpg")) > 1000);

    Sppdet replaced = Sppdet.run(FAST, "-o", output, a, b);
    assertEquals(0, replaced.exitCode(), replaced.err());
    assertEquals(2, DetectionSchema.parse(Files.readString(output)).size());
  }

  /**
   * A photo whose opening hangs, as in a dead network drive: somebody else holds a lease on it, for
   * which the kernel lets others wait 45 seconds.
   */
  @Test
  void aSignalEndsARunWhoseReadHangs() throws IOException, InterruptedException {
    Path hangs = Files.copy(photos.resolve("photo 01.jpg"), work.resolve("hangs.jpg"));
    Process holder =
        new ProcessBuilder("python3", "-c", LEASE, hangs.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String told = holder.inputReader().readLine();
      assumeTrue("held".equals(told), "no lease on a file here: " + told);
      Path out = work.resolve("out");
      Path log = work.resolve("log");
      Process run =
          Sppdet.process(FAST, photos.resolve("photo 00.jpg"), hangs)
              .redirectOutput(out.toFile())
              .redirectError(log.toFile())
              .start();
      await(run, () -> lines(out) == 1, log);
      long asked = System.nanoTime();
      run.destroy();
      assertEquals(128 + 15, run.waitFor());
      double seconds = (System.nanoTime() - asked) / 1e9;
      String said = Files.readString(log);
      assertTrue(said.contains("sppdet: interrupted; waits for " + hangs), said);
      assertTrue(said.contains("interrupted after 1 of 2 images"), said);
      assertTrue(seconds < 30, seconds + " s");
      assertEquals(1, lines(out));
    } finally {
      holder.destroy();
    }
  }

  /** Its results go where nobody takes them, so that it can't end by itself. */
  @Test
  void theSecondSignalEndsARunThatCant() throws IOException, InterruptedException {
    Path log = work.resolve("log");
    List<String> many = List.of("-t", "0", "--max-detections", "1000");
    Process run =
        Sppdet.process("detect", "--scales", "160", "--max-proposals", "60", many, photos)
            .redirectError(log.toFile())
            .start();
    InputStream taken = run.getInputStream();
    int there = 0;
    while (there < 61_440 || taken.available() > there) { // a pipe of Linux holds 65,536 bytes
      there = taken.available();
      assertTrue(run.isAlive(), Files.readString(log));
      TimeUnit.SECONDS.sleep(2);
    }
    run.toHandle().destroy(); // by the process itself it would close the pipe, too
    await(run, () -> Files.readString(log).contains("once more ends at once"), log);
    assertFalse(run.waitFor(2, TimeUnit.SECONDS), "it had to wait");
    run.toHandle().destroy();
    assertTrue(run.waitFor(30, TimeUnit.SECONDS));
    assertEquals(128 + 15, run.exitValue());
  }

  /** Those that were decoded when they were taken away keep their results, the others fail. */
  @Test
  void photosThatGoAwayCostThemselvesOnly() throws IOException, InterruptedException {
    Path card = Files.createDirectory(work.resolve("card"));
    for (int i = 0; i < 12; i++) {
      String name = "photo %02d.jpg".formatted(i);
      Files.copy(photos.resolve(name), card.resolve(name));
    }
    Sppdet whole = Sppdet.fork(work, FAST, "--exif", "date,Model", card);
    assertEquals(0, whole.exitCode(), whole.err());

    Path out = work.resolve("out");
    Path log = work.resolve("log");
    Process run =
        Sppdet.process(FAST, "--exif", "date,Model", card)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    await(run, () -> lines(out) >= 1, log);
    for (int i = 0; i < 12; i++) {
      Files.delete(card.resolve("photo %02d.jpg".formatted(i)));
    }
    assertEquals(1, run.waitFor(), Files.readString(log));
    List<String> expected = whole.outLines();
    List<String> found = Files.readAllLines(out);
    assertEquals(expected.size(), found.size(), found::toString);
    for (int i = 0; i < 12; i++) {
      JsonNode error = DetectionSchema.parse(found.get(i)).at("/error/code");
      if (error.isMissingNode()) {
        assertEquals(expected.get(i), found.get(i));
      } else {
        assertEquals("image_missing", error.textValue());
      }
    }
    assertTrue(DetectionSchema.parse(found.get(11)).has("error"), "the last was read too early");
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Process run, Condition condition, Path log)
      throws IOException, InterruptedException {
    while (!condition.holds()) {
      assertTrue(run.isAlive(), Files.readString(log));
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void exifIsAdded() throws IOException {
    Path photo = photos.resolve("photo 00.jpg");
    Sppdet run = Sppdet.run(FAST, "--exif", "date,Model", photo);
    JsonNode exif = DetectionSchema.parse(run.out()).at("/image/exif");
    assertTrue(exif.isObject() && exif.isEmpty(), run.out());
    Sppdet unknown = Sppdet.run(FAST, "--exif", "Colour", photo);
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("'Colour' is no field of EXIF"), unknown.err());
  }

  @Test
  void namesAreRelativeToTheFolder() {
    Sppdet run = Sppdet.run(FAST, "--max-detections", "0", photos);
    assertEquals(1, run.exitCode());
    assertEquals(PHOTOS + 1, run.outLines().size());
    assertTrue(run.outLines().get(0).contains("\"file\":\"photo 00.jpg\""), run.out());
  }

  @Test
  void badOptionsAreSaid() {
    Path photo = photos.resolve("photo 00.jpg");
    assertUsage("--resume: needs -o", "--resume", photo, photo);
    assertUsage("--max-errors: must not be negative", "--max-errors", "-1", photo);
    assertUsage("--timeout: must be positive", "--timeout", "0", photo);
    assertUsage("--timeout: must be positive", "--timeout", "NaN", photo);
    assertUsage("--if-exists", "--if-exists", "keep", photo);
  }

  private static void assertUsage(String message, Object... args) {
    Sppdet run = Sppdet.run("detect", List.of(args));
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
