package io.sppdet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped model, copied and spoilt: one line that names the file, exit code 3. */
class BrokenModelTest {
  private static final Path PHOTO = Sppdet.SAMPLES.resolve("chelsea.jpg");

  @TempDir Path temporary;

  private Path model;
  private Path json;
  private Path head;
  private Path backbone;

  @BeforeEach
  void copy() throws IOException {
    model = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    ModelDirectory directory = ModelDirectory.open(model);
    json = model.resolve("model.json");
    head = model.resolve(directory.detector().file());
    backbone = model.resolve(directory.description().backbone().file());
  }

  @Test
  void folderOrDescriptionIsMissing() throws IOException {
    assertRefused(temporary.resolve("nowhere"), "", temporary.resolve("nowhere"));
    Files.delete(json);
    assertRefused(json, "the file is missing", model);
  }

  @Test
  void descriptionIsDamaged() throws IOException {
    String text = Files.readString(json);
    replace(json, text.substring(0, text.length() / 2).getBytes(UTF_8));
    assertRefused(json, "is not valid JSON", model);
    replace(json, text.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2").getBytes(UTF_8));
    assertRefused(json, "has format version 2", model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "backbone"})
  void weightsAreMissingOrTruncated(String which) throws IOException {
    Path file = which.equals("head") ? head : backbone;
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(file, "the file is missing", model);
    for (int length : new int[] {0, 5, 1000, bytes.length / 2, bytes.length - 1}) {
      replace(file, Arrays.copyOf(bytes, length));
      assertRefused(file, "is truncated", model);
    }
  }

  @Test
  void weightsAreOfAnotherNetwork() throws IOException {
    byte[] bytes = Files.readAllBytes(head);
    replace(head, Files.readAllBytes(backbone));
    assertRefused(head, "tensor ", model);
    replace(head, bytes);
    replace(backbone, bytes);
    assertRefused(backbone, "tensor ", model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv5", "fc6", "fc7"})
  void weightsAreOfAnotherShape(String layer) throws IOException {
    ObjectNode tree = (ObjectNode) DetectionSchema.JSON.readTree(json.toFile());
    ((ObjectNode) tree.get("detector")).put(layer, 77);
    replace(json, DetectionSchema.JSON.writeValueAsBytes(tree));
    assertRefused(head, "expected (77, ", model);
  }

  @Test
  void zippedModelGivesTheSameResult() throws IOException {
    Path zip = temporary.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.list(model)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files.toList()) {
        out.putNextEntry(new ZipEntry("voc07/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    Sppdet zipped = Sppdet.run("detect", "-m", zip, "-t", "0.05", PHOTO);
    assertEquals(0, zipped.exitCode(), zipped.err());
    assertEquals(Sppdet.run("detect", "-m", model, "-t", "0.05", PHOTO), zipped);

    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(zip, "neither a model directory nor a zip file of one", zip);
  }

  @Test
  void zippedModelNamesItsFaultyFile() throws IOException {
    Path zip = temporary.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("model.json"));
      Files.copy(json, out);
      out.putNextEntry(new ZipEntry(backbone.getFileName().toString()));
    }
    assertRefused(Path.of(zip + "/" + backbone.getFileName()), "is truncated (0 bytes)", zip);
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file); // the link, not what it points to
    Files.write(file, bytes);
  }

  private void assertRefused(Path file, String reason, Path model) {
    Path output = temporary.resolve("result.json");
    Sppdet run = Sppdet.run("detect", "--model", model, "-o", output, PHOTO, "missing.jpg");
    assertEquals(3, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(List.of(run.err().strip()), run.errLines());
    assertTrue(run.err().startsWith("sppdet: " + file + ": "), run.err());
    assertTrue(run.err().contains(reason), run.err());
    assertTrue(Files.notExists(output));
  }
}
