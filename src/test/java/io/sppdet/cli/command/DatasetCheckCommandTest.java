package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.Sppdet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On two sample photos in YOLO layout. */
class DatasetCheckCommandTest {
  @TempDir Path temporary;

  private Path dataset;

  @BeforeEach
  void writeDataset() throws IOException {
    dataset = temporary.resolve("tiny");
    Path images = Files.createDirectories(dataset.resolve("images"));
    Path labels = Files.createDirectories(dataset.resolve("labels"));
    for (String id : new String[] {"dog", "chelsea"}) {
      Files.copy(Sppdet.SAMPLES.resolve(id + ".jpg"), images.resolve(id + ".jpg"));
    }
    Files.writeString(labels.resolve("dog.txt"), "0 0.5 0.5 0.5 0.5\n");
    Files.writeString(dataset.resolve("classes.txt"), "dog\n");
  }

  @Test
  void countsAreText() {
    Sppdet run = Sppdet.run("dataset", "check", dataset, "--strict");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("tiny (yolo): images 2, objects 1, classes 1", run.outLines().get(0));
    assertTrue(
        run.out().contains("\nall                     2        1          0                1\n"));
    assertTrue(
        run.outLines().stream().anyMatch(line -> line.matches("dog( +1){2} +0 +0 +1( +346){5}")),
        run.out());
    assertEquals("no dirt", run.outLines().get(run.outLines().size() - 1));
  }

  @Test
  void quietRunTellsResultAlone() {
    Sppdet run = Sppdet.run("dataset", "check", dataset);
    assertTrue(run.err().startsWith("check 2/2, "), run.err());
    assertEquals(new Sppdet(0, run.out(), ""), Sppdet.run("dataset", "check", dataset, "-q"));
  }

  @Test
  void dirtFailsOnlyIfAskedTo() throws IOException {
    Files.writeString(dataset.resolve("images/broken.jpg"), "no image");
    Path json = temporary.resolve("check.json");
    Sppdet run = Sppdet.run("dataset", "check", dataset, "--json", json);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("\ndirt: 1\n  unreadable images: 1\n"), run.out());
    Sppdet strict = Sppdet.run("dataset", "check", dataset, "--strict", "--json", "-");
    assertEquals(2, strict.exitCode());
    JsonNode report = DetectionSchema.parse(strict.out());
    assertEquals(report, DetectionSchema.parse(Files.readString(json)));
    assertEquals(1, report.at("/dirt/image_unreadable").intValue());
  }

  @Test
  void wrongUseIsOneLine() throws IOException {
    assertRefused("nowhere: data set folder does not exist", "nowhere");
    assertRefused(temporary + ": no data set: neither Annotations and", temporary);
    assertRefused("Annotations: folder is missing", dataset, "--dataset-format", "voc");
    assertRefused("can't be written", dataset, "--json", temporary.resolve("missing/x.json"));
    Path json = temporary.resolve("figures.json");
    Files.writeString(dataset.resolve("data.yaml"), "names: [");
    assertRefused("data.yaml: not sound YAML", dataset, "--json", json);
    assertFalse(Files.exists(json));
  }

  private static void assertRefused(String message, Object... args) {
    Sppdet run = Sppdet.run("dataset", "check", Arrays.asList(args));
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
