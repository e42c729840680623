package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path CAT = Sppdet.SAMPLES.resolve("chelsea.jpg");
  private static final Path DOG = Sppdet.SAMPLES.resolve("dog.jpg");

  @TempDir Path folder;

  @Test
  void namesWhatPhotosShow() throws IOException {
    Sppdet run = Sppdet.run("classify", CAT, DOG);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.outLines().size());
    JsonNode cat = JSON.readTree(run.outLines().get(0));
    assertEquals(CAT.toString(), cat.at("/image/file").asText());
    assertEquals(451, cat.at("/image/width").asInt());
    assertEquals(300, cat.at("/image/height").asInt());
    assertEquals("imagenet", cat.at("/model").asText());
    assertEquals(5, cat.at("/classes").size());
    List<String> cats = List.of("tabby", "tiger cat", "Egyptian cat");
    assertTrue(cats.contains(cat.at("/classes/0/label").asText()), run.out());
    JsonNode dog = JSON.readTree(run.outLines().get(1));
    assertEquals("German shepherd", dog.at("/classes/0/label").asText());
    assertEquals(235, dog.at("/classes/0/class_id").asInt());
    double before = 1;
    for (JsonNode each : dog.at("/classes")) {
      assertTrue(each.get("score").asDouble() <= before);
      before = each.get("score").asDouble();
    }
  }

  @Test
  void failedImageCostsNoOther() throws IOException {
    Path file = folder.resolve("names.jsonl");
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no image");
    List<Object> args = List.of("--top", "1", "--scales", "96,128", "--flip", broken, CAT);
    Sppdet printed = Sppdet.run("classify", args);
    Sppdet written = Sppdet.run("classify", args, "-o", file);
    assertEquals(1, printed.exitCode());
    assertEquals(1, printed.errLines().size(), printed.err());
    assertTrue(printed.err().startsWith("sppdet: " + broken + ": "), printed.err());
    assertEquals("", written.out());
    assertEquals(printed.out(), Files.readString(file));
    JsonNode error = JSON.readTree(printed.outLines().get(0));
    assertEquals("image_unreadable", error.at("/error/code").asText());
    assertEquals(1, JSON.readTree(printed.outLines().get(1)).at("/classes").size());
  }

  @Test
  void whatIsPassedOverIsTold() throws IOException {
    Files.copy(CAT, folder.resolve("cat.jpg"));
    Files.createFile(folder.resolve("raw.CR2"));
    Sppdet run = Sppdet.run("classify", "--top", "1", "--scales", "64", folder);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of("1 file of kinds sppdet does not read: 1 .cr2"), run.errLines());
  }

  @Test
  void thresholdLeavesWhatIsSure() throws IOException {
    Sppdet run = Sppdet.run("classify", "-t", "0.2", "--top", "9", DOG);
    JsonNode classes = JSON.readTree(run.out()).at("/classes");
    assertFalse(classes.isEmpty());
    classes.forEach(each -> assertTrue(each.get("score").asDouble() >= 0.2));
  }

  /** PyTorch's number of threads can be set once a process. */
  @Test
  void threadsChangeNothing() throws IOException, InterruptedException {
    Sppdet one = Sppdet.fork(folder, "classify", "--threads", "1", CAT);
    Sppdet two = Sppdet.fork(folder, "classify", "--threads", "2", DOG, CAT);
    assertEquals(0, one.exitCode(), one.err());
    assertEquals(one.outLines().get(0), two.outLines().get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--top 0|2|--top: must be at least 1",
        "-t 1.1|2|--threshold: must lie in [0, 1]",
        "--scales 0|2|--scales, --warp: each of the scales must be",
        "--warp 20000|2|--scales, --warp: warp must be from 1",
        "--warp 64 --scales 64|2|--warp: goes without --scales",
        "-m voc07|3|this model holds no classifier",
        "-m nowhere|3|nowhere: no such model directory",
        "-o pom.xml/x.jsonl|2|pom.xml/x.jsonl: can't be written"
      })
  void wrongUseIsOneLine(String args, int code, String message) {
    Sppdet run = Sppdet.run("classify", List.of(args.split(" ")), CAT);
    assertEquals(code, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void theFolderOfTheOutputIsMade() throws IOException {
    Path file = folder.resolve("new/names.jsonl");
    Sppdet run = Sppdet.run("classify", "-o", file, CAT);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, Files.readAllLines(file).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier.safetensors", "backbone.safetensors"})
  void brokenModelNamesItsFile(String name) throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Path shipped = Sppdet.HOME.resolve("models/imagenet");
    try (Stream<Path> files = Files.list(shipped)) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    Path file = model.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(model, file, "the file is missing");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(model, file, "is truncated");
    Files.write(
        file,
        Files.readAllBytes(
            shipped.resolve(
                name.startsWith("c") ? "backbone.safetensors" : "classifier.safetensors")));
    assertRefused(model, file, "tensor ");
  }

  private void assertRefused(Path model, Path file, String reason) {
    Sppdet run = Sppdet.run("classify", "-m", model, CAT);
    assertEquals(3, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith("sppdet: " + file + ": "), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }
}
