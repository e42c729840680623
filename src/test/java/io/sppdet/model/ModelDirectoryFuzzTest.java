package io.sppdet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes are a model.json: a description, or one error of one line. */
class ModelDirectoryFuzzTest {
  @TempDir static Path folder;

  private static Path json;

  @BeforeAll
  static void name() {
    json = folder.resolve("model.json");
  }

  @FuzzTest
  void description(byte[] bytes) throws IOException {
    Files.write(json, bytes);
    try {
      ModelDirectory model = ModelDirectory.open(folder);
      Path weights = folder.resolve(model.description().backbone().file());
      assertTrue(weights.startsWith(folder), weights.toString());
    } catch (SppdetException e) {
      assertEquals(Kind.MODEL, e.kind());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  /** Any bytes are a zip file of a model, or one error of one line; what can be told of it is. */
  @FuzzTest
  void zip(byte[] bytes) throws IOException {
    Path zip = Files.write(folder.resolve("model.zip"), bytes);
    try {
      ModelDirectory model = ModelDirectory.open(zip);
      try (FileSystem inside = model.path().getFileSystem()) {
        assertTrue(inside.isReadOnly() || inside.isOpen());
        assertTrue(ModelInfo.of(model).text().contains("kind"));
        Checksums.faults(model.path()).forEach(ModelDirectoryFuzzTest::check);
        model.trainingImages();
      }
    } catch (SppdetException e) {
      check(e);
    }
  }

  private static void check(SppdetException e) {
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(1, e.reason().lines().count(), e.getMessage());
  }
}
