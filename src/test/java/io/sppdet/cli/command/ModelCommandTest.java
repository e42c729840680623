package io.sppdet.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.Sppdet;
import io.sppdet.model.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {
  private static final String SUMS = "SHA256SUMS";

  @TempDir Path temporary;

  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = Files.createDirectory(temporary.resolve("copy"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  /** In a folder where a data set is called as the model is, or a stranger's model. */
  @Test
  void aShippedModelIsFoundByItsNameWhateverLiesHere(@TempDir Path here)
      throws IOException, InterruptedException {
    Path other = Files.createDirectory(here.resolve("voc07"));
    assertEquals(0, infoIn(here, "voc07"));
    Files.copy(Sppdet.HOME.resolve("models/voc07/model.json"), other.resolve("model.json"));
    assertEquals(3, infoIn(here, "voc07"));
    assertTrue(Files.readString(here.resolve("log")).contains("; ./voc07 is the one here, "));
    assertEquals(3, infoIn(here, "./voc07"));
    assertTrue(Files.readString(here.resolve("log")).contains("./voc07/")); // has no weights
  }

  /** In this order after the shipped ones: the user's, and those of the current folder. */
  @Test
  void modelsAreFoundByNameAmongTheUsersAndHere(@TempDir Path here)
      throws IOException, InterruptedException {
    Path data = Files.createDirectory(here.resolve("data"));
    Path users = Files.createDirectories(data.resolve("sppdet/models"));
    Path local = Files.createDirectory(here.resolve("models"));
    Files.createSymbolicLink(users.resolve("theirs"), model);
    Files.createSymbolicLink(local.resolve("mine"), model);
    ProcessBuilder list = Sppdet.process("model", "list").directory(here.toFile());
    list.environment().put("XDG_DATA_HOME", data.toString());
    Path log = here.resolve("log");
    Process process = list.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor());
    List<String> listed = Files.readAllLines(log);
    assertTrue(listed.get(listed.size() - 2).contains(" " + users.resolve("theirs") + " "));
    assertTrue(listed.get(listed.size() - 1).contains(" models/mine "), listed.toString());
    for (String name : List.of("theirs", "mine")) {
      ProcessBuilder info = Sppdet.process("model", "info", name).directory(here.toFile());
      info.environment().put("XDG_DATA_HOME", data.toString());
      assertEquals(
          0, info.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor());
    }
    ProcessBuilder gone = Sppdet.process("model", "info", "mne").directory(here.toFile());
    gone.environment().put("XDG_DATA_HOME", data.toString());
    assertEquals(3, gone.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor());
    assertTrue(Files.readString(log).contains("did you mean mine"), Files.readString(log));
    Files.delete(users.resolve("theirs")); // links, which JUnit would warn of
    Files.delete(local.resolve("mine"));
  }

  private static int infoIn(Path folder, String model) throws IOException, InterruptedException {
    return Sppdet.process("model", "verify", model)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start()
        .waitFor();
  }

  @Test
  void listTellsShippedModelsOrThoseInFolders() throws IOException {
    Sppdet shipped = Sppdet.run("model", "list");
    assertEquals(0, shipped.exitCode(), shipped.err());
    assertTrue(shipped.out().contains("\nvoc07 ") && shipped.out().startsWith("imagenet "));
    assertTrue(shipped.out().contains("detector of 20 classes"), shipped.out());
    assertTrue(shipped.out().contains("classifier of 1000 classes"), shipped.out());

    Path damaged = Files.createDirectory(temporary.resolve("damaged"));
    Files.writeString(damaged.resolve("model.json"), "{");
    Sppdet others = Sppdet.run("model", "list", temporary, temporary.resolve("none"), model);
    assertEquals(3, others.exitCode());
    assertEquals(2, others.outLines().size(), others.out());
    assertTrue(others.outLines().get(0).contains(" " + model + " "), others.out());
    assertEquals(2, others.errLines().size(), others.err());
    assertTrue(others.err().startsWith("sppdet: " + damaged.resolve("model.json") + ": is not"));
  }

  @Test
  void infoAgreesWithDescription() throws IOException {
    JsonNode described = DetectionSchema.JSON.readTree(model.resolve("model.json").toFile());
    JsonNode told =
        DetectionSchema.JSON.readTree(Sppdet.run("model", "info", "--json", model).out());
    described
        .properties()
        .forEach(field -> assertEquals(field.getValue(), told.get(field.getKey())));
    for (JsonNode file : told.get("files")) {
      assertEquals(
          Files.size(model.resolve(file.get("name").asText())), file.get("bytes").asLong());
    }
    String text = Sppdet.run("model", "info", model).out();
    for (JsonNode name : described.at("/detector/classes")) {
      assertTrue(text.contains(name.asText()), text);
    }
    assertTrue(text.contains(described.at("/provenance/command").asText()), text);
    assertTrue(text.contains("Apache-2.0"), text);
  }

  /**
   * A quarter of the singular values is enough to find the dog, in a head less than half as large.
   */
  @Test
  void compressedModelsAreSmallerAndStillDetect() throws IOException {
    Path small = temporary.resolve("small");
    Sppdet run = Sppdet.run("model", "compress", model, "--keep", "256,128", "-o", small);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("fc6: rank 256, "), run.err());
    assertTrue(run.err().contains("fc7: rank 128, "), run.err());
    assertEquals(0, Sppdet.run("model", "verify", small).exitCode());
    assertTrue(
        Files.size(small.resolve("head.safetensors"))
            < 0.5 * Files.size(model.resolve("head.safetensors")));
    JsonNode found =
        DetectionSchema.JSON.readTree(
            Sppdet.run("detect", "--model", small, Sppdet.SAMPLES.resolve("dog.jpg")).out());
    assertEquals("dog", found.at("/detections/0/label").asText(), found.toString());
    assertEquals("small", found.at("/model").asText());

    assertEquals(2, Sppdet.run("model", "compress", model, "--keep", "9", "-o", small).exitCode());
    Path other = temporary.resolve("other");
    Sppdet twice = Sppdet.run("model", "compress", small, "--keep", "9", "-o", other);
    assertEquals(3, twice.exitCode());
    assertTrue(twice.err().contains("fc6 is compressed already"), twice.err());
    Sppdet large = Sppdet.run("model", "compress", model, "--keep", "1025", "-o", other);
    assertEquals(2, large.exitCode());
    assertTrue(large.err().contains("fc6: the rank of a 1024x5376 matrix is from 1 to 1024"));
    assertTrue(Files.notExists(other));
  }

  @Test
  void shippedModelsAreSound() {
    Sppdet run = Sppdet.run("model", "verify");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    run.outLines().forEach(line -> assertTrue(line.endsWith(", checksums agree"), line));
  }

  @Test
  void changedMissingAndUnknownFilesAreNamed() throws IOException {
    Path head = model.resolve("head.safetensors");
    byte[] bytes = Files.readAllBytes(head);
    bytes[bytes.length - 1] ^= 1; // sound to all but the checksum
    Files.write(head, bytes);
    assertDamaged(head, "is damaged: its SHA-256 is not that in SHA256SUMS");
    Files.delete(head);
    assertDamaged(head, "no such file");
    Files.writeString(model.resolve(SUMS), "what is this");
    assertDamaged(model.resolve(SUMS), "holds a line that is no checksum");
    Files.writeString(model.resolve("model.json"), "{");
    assertDamaged(model.resolve("model.json"), "is not valid JSON");
  }

  /** The checksums are of the spoilt files, so it is the loading that finds them. */
  @Test
  void weightsAreLoadedToo() throws IOException {
    Path head = model.resolve("head.safetensors");
    byte[] bytes = Files.readAllBytes(head);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = (int) buffer.getLong(0) + Long.BYTES;
    JsonNode header =
        DetectionSchema.JSON.readTree(new String(bytes, Long.BYTES, start - Long.BYTES, UTF_8));
    int bias = start + header.at("/fc7.bias/data_offsets/0").asInt();
    buffer.putFloat(bias, Float.NaN);
    Files.write(head, bytes);
    Checksums.write(model);
    assertDamaged(head, "tensor fc7.bias holds values that are not finite");

    Path json = model.resolve("model.json");
    Files.writeString(json, Files.readString(json).replace("\"fc7\" : 1024", "\"fc7\" : 512"));
    Checksums.write(model);
    assertDamaged(head, "expected (512, 1024)");
  }

  @Test
  void checksumsAreThoseOfSha256sum() throws IOException, InterruptedException {
    List<String> shipped = Files.readAllLines(model.resolve(SUMS));
    Checksums.write(model);
    assertEquals(shipped, Files.readAllLines(model.resolve(SUMS)));
    Process check;
    try {
      check =
          new ProcessBuilder("sha256sum", "--check", "--strict", SUMS)
              .directory(model.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("no sha256sum on this system");
      return;
    }
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, check.waitFor(), said);
    assertEquals(shipped.size(), said.lines().count());
  }

  @Test
  void modelWithoutChecksumsIsLoadedOnly() throws IOException {
    Files.delete(model.resolve(SUMS));
    Sppdet run = Sppdet.run("model", "verify", model);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().endsWith(", no SHA256SUMS to compare with\n"), run.out());
  }

  /** A program may do anything, so it is only compared; the layers behind it are loaded. */
  @Test
  void programIsNotRun() throws IOException {
    Path json = model.resolve("model.json");
    ObjectNode tree = (ObjectNode) DetectionSchema.JSON.readTree(json.toFile());
    ObjectNode backbone = (ObjectNode) tree.get("backbone");
    backbone.put("type", "torchscript").remove(List.of("blocks", "lateral"));
    Files.write(json, DetectionSchema.JSON.writeValueAsBytes(tree));
    Checksums.write(model);
    Sppdet run = Sppdet.run("model", "verify", model);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().endsWith(", checksums agree, a program that was not run\n"), run.out());
    Files.delete(model.resolve("backbone.safetensors"));
    Checksums.write(model);
    assertDamaged(model.resolve("backbone.safetensors"), "the file is missing");
  }

  private void assertDamaged(Path file, String reason) {
    Sppdet run = Sppdet.run("model", "verify", model);
    assertEquals(3, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith("sppdet: " + file + ": "), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }
}
