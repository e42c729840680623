package io.sppdet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.backbone.BlockList;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Lateral;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Neck;
import io.sppdet.pooling.roi.Reduction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    ModelDirectory.write(folder, description());
    ModelDirectory model = ModelDirectory.open(folder);
    assertEquals(description(), model.description());
    assertSame(model.description().detector(), model.detector());
  }

  @Test
  void writingTwiceGivesTheSameBytes() throws IOException {
    ModelDirectory.write(folder, description());
    byte[] once = Files.readAllBytes(folder.resolve("model.json"));
    ModelDirectory.write(folder, ModelDirectory.open(folder).description());
    assertTrue(Arrays.equals(once, Files.readAllBytes(folder.resolve("model.json"))));
  }

  /** Maps of one backbone must not be taken for those of another with the same weights. */
  @Test
  void aBackboneIsKnownByAllThatDecidesItsMaps() throws IOException {
    Files.writeString(folder.resolve("backbone.safetensors"), "weights");
    ModelDirectory.write(folder, description());
    String known = ModelDirectory.open(folder).backboneChecksum();
    assertEquals(64, known.length());
    Path json = folder.resolve("model.json");
    String text = Files.readString(json);
    Files.writeString(json, text.replace("\"test\"", "\"other\"").replace("naïve", "clever"));
    assertEquals(known, ModelDirectory.open(folder).backboneChecksum());
    for (List<String> change :
        List.of(
            List.of("\"RGB\"", "\"BGR\""),
            List.of("127.5", "127.25"),
            List.of("128.0", "58.0"),
            List.of("0:k3s1", "0:k3s2"))) {
      String changed = text.replace(change.get(0), change.get(1));
      assertFalse(changed.equals(text), change.toString());
      Files.writeString(json, changed);
      assertFalse(known.equals(ModelDirectory.open(folder).backboneChecksum()), change.toString());
    }
    Files.writeString(json, text);
    assertEquals(known, ModelDirectory.open(folder).backboneChecksum());
    Files.writeString(folder.resolve("backbone.safetensors"), "others");
    assertFalse(known.equals(ModelDirectory.open(folder).backboneChecksum()));
  }

  @Test
  void shippedClassifierOpens() {
    ModelDirectory model = ModelDirectory.open(Path.of("models", "imagenet"));
    assertEquals(1000, model.description().classifier().classes().size());
    assertFalse(model.description().licences().isEmpty());
    SppdetException e = assertThrows(SppdetException.class, model::detector);
    assertEquals("models/imagenet: this model holds no detector", e.getMessage());
  }

  @Test
  void missingDirectory() {
    Path missing = folder.resolve("missing");
    SppdetException e = assertThrows(SppdetException.class, () -> ModelDirectory.open(missing));
    assertNamed(missing, "no such model directory", e);
  }

  @Test
  void fileInsteadOfDirectory() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    SppdetException e = assertThrows(SppdetException.class, () -> ModelDirectory.open(file));
    assertNamed(file, "neither a model directory nor a zip file of one", e);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "models/", "a/"})
  void zipFileOfDirectory(String prefix) throws IOException {
    ModelDirectory.write(folder, description());
    Path zip = folder.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(prefix + "model.json"));
      Files.copy(folder.resolve("model.json"), out);
      out.putNextEntry(new ZipEntry(prefix + "images.sha256"));
      out.write("abc id\n".getBytes(StandardCharsets.UTF_8));
    }
    ModelDirectory model = ModelDirectory.open(zip);
    assertEquals(description(), model.description());
    assertEquals(Set.of("abc"), model.trainingImages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b/model.json", "a/other", "../model.json", "/../model.json", "other"})
  void zipFileWithoutDescription(String entry) throws IOException {
    ModelDirectory.write(folder, description());
    Path zip = folder.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(entry));
    }
    SppdetException e = assertThrows(SppdetException.class, () -> ModelDirectory.open(zip));
    assertEquals(Kind.MODEL, e.kind());
    assertTrue(e.getMessage().startsWith(zip.toString()), e.getMessage());
  }

  @Test
  void missingDescription() {
    refused("the file is missing");
  }

  @Test
  void directoryInsteadOfDescription() throws IOException {
    Files.createDirectory(folder.resolve("model.json"));
    refused("is no file inside the model's folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"formatVersion\": 1,}", "nonsense", "{\"name\": \"a\\", "\u0000"})
  void malformedJson(String text) throws IOException {
    Files.writeString(folder.resolve("model.json"), text);
    refused("not valid JSON");
  }

  @Test
  void truncatedAnywhere() throws IOException {
    ModelDirectory.write(folder, description());
    String whole = Files.readString(folder.resolve("model.json")).strip();
    for (int length = 1; length < whole.length(); length++) {
      Files.writeString(folder.resolve("model.json"), whole.substring(0, length));
      refused("not valid JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "7"})
  void noDescription(String text) throws IOException {
    Files.writeString(folder.resolve("model.json"), text);
    refused("formatVersion is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "-1", "1.5", "\"1\"", "null", "[1]", "99999999999999999999"})
  void unknownFormatVersion(String version) throws IOException {
    Files.writeString(folder.resolve("model.json"), "{\"formatVersion\": " + version + "}");
    refused("has format version " + version + ", this program reads version 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "backbone",
        "backbone/type",
        "backbone/file",
        "backbone/order",
        "backbone/mean",
        "backbone/std",
        "backbone/stride",
        "backbone/offset",
        "backbone/sideMultiple",
        "backbone/channels",
        "backbone/blocks",
        "detector/file",
        "detector/classes",
        "detector/scales",
        "detector/proposals",
        "detector/levels",
        "detector/conv5",
        "detector/fc6",
        "detector/fc7",
        "detector/classifier",
        "detector/boxRegression",
        "detector/threshold",
        "detector/nms",
        "classifier/file",
        "classifier/classes"
      })
  void missingFieldIsNamed(String field) throws IOException {
    String name = field.substring(field.indexOf('/') + 1);
    write(field, null);
    refused(name);
    write(field, "null");
    refused(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backbone/order | \"GRB\" | order",
        "backbone/file | \"../w\" | file",
        "backbone/file | \"a\\\\b\" | file",
        "backbone/file | \"a\\u0000b\" | file",
        "backbone/file | \"\" | file",
        "backbone/mean | [1, 2] | mean",
        "backbone/mean | [1, null, 2] | mean",
        "backbone/mean | [1, 2, 1e999] | mean",
        "backbone/mean | \"red\" | mean",
        "backbone/std | [1, 0, 2] | std",
        "backbone/std | [1, -1, 2] | std",
        "backbone/std | [1, 1, null] | std",
        "backbone/std | [1, 1, \"NaN\"] | std",
        "backbone/stride | 0 | stride",
        "backbone/stride | -32 | stride",
        "backbone/stride | 32.5 | backbone.stride",
        "backbone/stride | 99999999999 | backbone.stride",
        "backbone/stride | \"many\" | backbone.stride",
        "backbone/stride | 24 | sideMultiple",
        "backbone/sideMultiple | 1073741824 | sideMultiple",
        "backbone/offset | 1e300 | offset",
        "backbone/offset | \"NaN\" | offset",
        "backbone/channels | 0 | channels",
        "backbone/surprise | 0 | backbone.surprise",
        "backbone/type | \"vgg\" | 'vgg'",
        "backbone/blocks | \"0:k3s3\" | I:kKsS",
        "backbone/blocks | \"\" | I:kKsS",
        "backbone/type | \"torchscript\" | unknown field backbone",
        "backbone/blocks | 3 | backbone.blocks",
        "detector/file | \"/etc/passwd\" | file",
        "detector/classes | [] | classes",
        "detector/classes | [\"a\", null] | classes",
        "detector/classes | [\"a\", \" \"] | classes must hold names",
        "detector/classes | [\"a\", \" a\"] | each name once",
        "detector/classes | \"a\" | classes",
        "detector/classes | [\"a\", \"b\", \"a\"] | each name once",
        "detector/classes | [\"\u00e9\", \"e\u0301\"] | each name once",
        "detector/levels | [] | levels",
        "detector/levels | [4, 0] | levels",
        "detector/levels | [4, null] | levels",
        "detector/levels | [100000] | levels",
        "detector/scales | [0] | scales",
        "detector/scales | [] | scales",
        "detector/scales | [600, null] | scales",
        "detector/classifier | \"guess\" | classifier",
        "detector/boxRegression | 3 | boxRegression",
        "backbone/lateral/block | -1 | lateral",
        "backbone/lateral/channels | 0 | lateral",
        "backbone/lateral/offset | 1e300 | lateral",
        "detector/scales | [2000000000] | scales",
        "detector/conv5 | 0 | conv5",
        "detector/fc6 | -1 | fc6",
        "detector/fc7 | 2000000000 | fc7",
        "detector/threshold | 1.5 | threshold",
        "detector/threshold | \"NaN\" | threshold",
        "detector/nms | -0.1 | nms",
        "detector/proposals | \"guessing\" | proposals",
        "classifier/classes | [] | classes",
        "classifier/file | \"a/b\" | file",
        "backbone | 3 | backbone",
        "provenance | [] | provenance",
        "provenance/seed | \"x\" | provenance.seed",
        "licences | {} | licences",
        "surprise | 1 | surprise"
      })
  void absurdValueIsNamed(String field, String value, String reason) throws IOException {
    write(field, value);
    refused(reason);
  }

  @Test
  void fieldGivenTwice() throws IOException {
    Files.writeString(
        folder.resolve("model.json"), "{\"formatVersion\": 1, \"name\": \"a\", \"name\": \"b\"}");
    refused("name");
  }

  /** Writes a good description with one field replaced, or removed where the value is null. */
  private void write(String field, String value) throws IOException {
    ModelDirectory.write(folder, description());
    Path file = folder.resolve("model.json");
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    int slash = field.indexOf('/');
    ObjectNode parent = slash < 0 ? root : (ObjectNode) root.get(field.substring(0, slash));
    String name = field.substring(slash + 1);
    if (value == null) {
      parent.remove(name);
      Files.writeString(file, root.toString());
      return;
    }
    JsonNode mark = JSON.getNodeFactory().textNode("@value@");
    parent.set(name, mark);
    Files.writeString(file, root.toString().replace(mark.toString(), value));
  }

  private void refused(String reason) {
    SppdetException e = assertThrows(SppdetException.class, () -> ModelDirectory.open(folder));
    assertNamed(folder.resolve("model.json"), reason, e);
  }

  private static void assertNamed(Path file, String reason, SppdetException e) {
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(file.toString(), e.subject());
    assertTrue(e.reason().contains(reason), () -> e.reason() + " (no " + reason + ")");
    assertEquals(1, e.reason().lines().count(), e.reason());
    assertFalse(e.reason().contains("io.sppdet"), e.reason());
  }

  private static ModelDescription description() {
    return new ModelDescription(
        ModelDirectory.FORMAT_VERSION,
        "test",
        new EfficientNetLiteDescriptor(
            "backbone.safetensors",
            "RGB",
            List.of(127f, 127f, 127.5f),
            List.of(128f, 128f, 128f),
            32,
            31,
            32,
            1280,
            BlockList.of("0:k3s1"),
            new Lateral(3, 120, 15)),
        new DetectorDescriptor(
            "head.safetensors",
            List.of("naïve \"dog\"", "猫"),
            List.of(600, 800),
            "opencv-fast",
            List.of(4, 2, 1),
            Reduction.AVERAGE,
            256,
            Neck.PPM,
            1024,
            512,
            Classifier.SOFTMAX,
            BoxRegression.JOINT,
            300,
            0.2,
            0.05,
            0.3),
        new ClassifierDescriptor(
            "classifier.safetensors",
            List.of("a", "b", "a"),
            ClassifierNetwork.LINEAR,
            ClassifierHead.SVM,
            "spp:4,2,1",
            Reduction.AVERAGE,
            VectorNorm.L2_LEVELS,
            List.of(224, 288),
            true,
            null,
            null),
        new Provenance(
            "VOC 2007",
            "train",
            2501,
            "images.sha256",
            "imagenet",
            "sppdet train",
            -7,
            "2026-11-22",
            "0.1.0",
            Map.of("mAP", "0.5")),
        List.of(new Licence("backbone", "Apache-2.0", "upstream")));
  }
}
