package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import io.sppdet.operator.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorNetworkTest {
  private static final Path SHIPPED = Path.of("models/voc07");

  @TempDir Path folder;

  private final RunSettings.Model model =
      new RunSettings.Model("my/model", "sppdet-1.zip", List.of(160), Precision.FLOAT32);

  /** The model as an executor gets it, but for one file, which is cut off. */
  private Path packed(String damaged) throws IOException {
    Path zip = folder.resolve("sppdet-1.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String name = file.getFileName().toString();
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes, 0, name.equals(damaged) ? 7 : bytes.length);
      }
    }
    return zip;
  }

  private String told(Path file) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> ExecutorNetwork.load(model, file).close());
    assertEquals(3, e.kind().exitCode());
    return e.getMessage();
  }

  @Test
  void aDamagedModelIsCalledAsTheUserCallsIt() throws IOException {
    assertEquals(
        "my/model/head.safetensors: is truncated (7 bytes)", told(packed("head.safetensors")));
    assertEquals(
        "my/model: neither a model directory nor a zip file of one",
        told(Files.writeString(folder.resolve("none.zip"), "none")));
  }

  /** As it is when a folder of the executor was cleared meanwhile. */
  @Test
  void soIsOneThatIsGone() {
    assertEquals("my/model: no such model directory", told(folder.resolve("gone.zip")));
  }
}
