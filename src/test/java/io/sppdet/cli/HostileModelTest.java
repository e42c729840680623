package io.sppdet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that a stranger made to do harm: one line, exit code 3, in bounded time and memory. */
@Timeout(120)
class HostileModelTest {
  private static final Path PHOTO = Sppdet.SAMPLES.resolve("chelsea.jpg");
  private static final Path ENDLESS = Path.of("/dev/zero");
  private static final String SUMS = "SHA256SUMS";

  @TempDir Path temporary;

  private Path model;

  @BeforeEach
  void copy() throws IOException {
    Assumptions.assumeTrue(Files.exists(ENDLESS), "a device of Unix");
    model = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  private void describe(Consumer<ObjectNode> change) throws IOException {
    Path json = model.resolve("model.json");
    ObjectNode tree = (ObjectNode) DetectionSchema.JSON.readTree(json.toFile());
    change.accept(tree);
    Files.write(json, DetectionSchema.JSON.writeValueAsBytes(tree));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "../list.txt", "a/b", "..\\a"})
  void listOfImagesIsAPlainName(String name) throws IOException {
    describe(tree -> ((ObjectNode) tree.get("provenance")).put("imageChecksums", name));
    refusedByAll("imageChecksums must be a plain name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.json",
        "backbone.safetensors",
        "head.safetensors",
        "NOTICE",
        SUMS,
        "training-images.txt"
      })
  void whatIsNamedIsAFileInTheFolder(String name) throws IOException, InterruptedException {
    Path file = model.resolve(name);
    describe(
        tree -> ((ObjectNode) tree.get("provenance")).put("imageChecksums", "training-images.txt"));
    Path outside = temporary.resolve("outside");
    if (Files.exists(file)) {
      Files.move(file, outside);
    } else {
      Files.writeString(outside, "");
    }
    boolean onlyVerified = name.equals("training-images.txt");
    if (onlyVerified) {
      Files.delete(model.resolve(SUMS));
    }
    for (Path target : List.of(ENDLESS, outside, temporary)) {
      Files.createSymbolicLink(file, target);
      refused("is no file inside the model's folder", onlyVerified);
      Files.delete(file);
    }
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    refused("is no file inside the model's folder", onlyVerified);
  }

  private void refused(String reason, boolean onlyVerified) {
    if (onlyVerified) {
      refused(reason, "model", "verify", model);
    } else {
      refusedByAll(reason);
    }
  }

  /** Links are followed where they stay inside. */
  @Test
  void linksInsideTheFolderAreFollowed() throws IOException {
    Files.move(model.resolve("head.safetensors"), model.resolve("real"));
    Files.createSymbolicLink(model.resolve("head.safetensors"), Path.of("real"));
    Sppdet run = Sppdet.run("model", "info", model);
    assertEquals(0, run.exitCode(), run.err());
  }

  /** A target of a link must not get into a model that is then given away. */
  @Test
  void compressionCopiesNoSecrets() throws IOException {
    Path secret = Files.writeString(temporary.resolve("secret"), "of its owner");
    Files.createSymbolicLink(model.resolve("README"), secret);
    Files.delete(model.resolve(SUMS));
    Path small = temporary.resolve("small");
    Sppdet run = Sppdet.run("model", "compress", model, "--keep", "8", "-o", small);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(Files.notExists(small.resolve("README")));
    assertTrue(Files.exists(small.resolve("NOTICE")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scales | [100000] | from 1 to 4000",
        "scales | [4001] | from 1 to 4000",
        "fc6 | 65536 | describes layers of",
        "conv5 | 65536 | describes layers of",
        "levels | [32,32,32,32,32,32,32,32,32] | describes layers of",
      })
  void moreMemoryThanThereMayBeIsRefused(String field, String value, String reason)
      throws IOException {
    Object parsed = DetectionSchema.JSON.readTree(value);
    describe(tree -> ((ObjectNode) tree.get("detector")).putPOJO(field, parsed));
    refusedByAll(reason);
  }

  /** Reading ends where the description says that the tensors do. */
  @Test
  void weightsAreReadNoFurtherThanTheyMayBeLong() throws IOException {
    Path head = model.resolve("head.safetensors");
    byte[] bytes = Files.readAllBytes(head);
    try (FileChannel channel = FileChannel.open(head, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (1L << 31) - 10); // a hole of 2 GB, which takes no disk
    }
    Files.delete(model.resolve(SUMS));
    refused("is larger than its description allows", "detect", "-m", model, PHOTO);
    refused("is larger than its description allows", "model", "verify", model);
    Files.write(head, bytes);
  }

  /** An entry that is said to have 1,000 bytes and has 300 million. */
  @ParameterizedTest
  @ValueSource(strings = {"model.json", "head.safetensors", "backbone.safetensors", SUMS})
  void entriesOfAZipAreReadNoFurtherEither(String bomb) throws IOException {
    Path zip = temporary.resolve("model.zip");
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("model.json", "head.safetensors", "backbone.safetensors", SUMS)) {
        out.putNextEntry(new ZipEntry(name));
        if (!name.equals(bomb)) {
          Files.copy(model.resolve(name), out);
          continue;
        }
        for (int i = 0; i < (bomb.equals("backbone.safetensors") ? 600 : 300); i++) {
          out.write(zeros);
        }
      }
    }
    byte[] bytes = Files.readAllBytes(zip);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 + bomb.length() <= bytes.length; at++) {
      boolean central = buffer.getInt(at) == 0x02014b50;
      if (central && new String(bytes, at + 46, bomb.length(), UTF_8).equals(bomb)) {
        buffer.putInt(at + 24, 1000); // the size that is told
      }
    }
    Files.write(zip, bytes);
    boolean sums = bomb.equals(SUMS);
    refused(
        "is larger than ",
        sums ? List.of("model", "verify", zip) : List.of("detect", "-m", zip, PHOTO));
  }

  private void refusedByAll(String reason) {
    refused(reason, "model", "info", model);
    refused(reason, "model", "verify", model);
    refused(reason, "detect", "-m", model, PHOTO);
    Sppdet list = Sppdet.run("model", "list", temporary, Sppdet.MODEL);
    assertEquals(3, list.exitCode(), list.err());
    assertTrue(list.err().contains(reason), list.err());
    assertTrue(list.out().contains("detector of 20 classes"), list.out());
  }

  private static void refused(String reason, Object... args) {
    Sppdet run = Sppdet.run(args);
    assertEquals(3, run.exitCode(), List.of(args) + run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }
}
