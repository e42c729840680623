package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final Path SHIPPED = Path.of("models/voc07");

  @TempDir Path folder;
  private Path zip;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("model").resolve(file.getFileName()));
      }
    }
  }

  @AfterEach
  void remove() {
    ModelFile.remove(zip);
    assertFalse(Files.exists(zip.getParent()));
  }

  /** Spark would hand it to every machine of the cluster. */
  @Test
  void whatALinkOutOfAModelLeadsToIsNotPacked() throws IOException {
    Path model = folder.resolve("model");
    Files.writeString(folder.resolve("secret"), "not of the model");
    Files.createSymbolicLink(model.resolve("README"), folder.resolve("secret"));
    Files.createSymbolicLink(model.resolve("again.json"), Path.of("model.json"));
    zip = ModelFile.pack(ModelDirectory.open(model));
    List<String> packed;
    try (ZipFile file = new ZipFile(zip.toFile())) {
      packed = file.stream().map(ZipEntry::getName).toList();
    }
    try (Stream<Path> files = Files.list(SHIPPED)) {
      Stream<String> names = files.map(file -> file.getFileName().toString());
      assertEquals(Stream.concat(names, Stream.of("again.json")).sorted().toList(), packed);
    }
  }

  @Test
  void packedModelIsTheSame() {
    ModelDirectory model = ModelDirectory.open(folder.resolve("model"));
    zip = ModelFile.pack(model);
    assertEquals(model.checksum(), ModelDirectory.open(zip).checksum());
  }
}
