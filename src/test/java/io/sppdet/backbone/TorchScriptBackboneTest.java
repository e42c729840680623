package io.sppdet.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.Npz;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.model.Backbones;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of the user's own; {@code make_torchscript.py} made it. */
class TorchScriptBackboneTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/sppdet/backbone/torchscript");

  private static NDManager manager;
  private static BackboneDescriptor tiny;
  private static Npz reference;
  private static Image picture;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws IOException {
    manager = NDManager.newBaseManager();
    tiny = ModelDirectory.open(FOLDER).description().backbone();
    reference = Npz.read(FOLDER.resolve("reference.npz"));
    int[] values = reference.ints("rgb");
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    picture = new Image("picture", 18, 13, rgb);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void mapEqualsPyTorch() {
    try (Backbone network = Backbones.open(manager, tiny, FOLDER);
        NDManager scope = manager.newSubManager()) {
      NDArray map = network.forward(scope, picture).get(0);
      assertEquals(new Shape(1, 5, 4, 5), map.getShape());
      assertArrayEquals(reference.floats("map"), map.toFloatArray(), 1e-5f);
      byte[] bytes = map.toByteArray();
      byte[] black = new byte[3 * 40 * 9];
      network.forward(scope, new Image("other", 40, 9, black)).close();
      assertArrayEquals(bytes, network.forward(scope, picture).get(0).toByteArray());
    }
  }

  @Test
  void missingFileIsNamed() {
    refusedToOpen("missing");
  }

  @Test
  void emptyFileIsNamed() throws IOException {
    Files.createFile(folder.resolve(tiny.file()));
    refusedToOpen("TorchScript");
  }

  @Test
  void otherFileIsNamed() throws IOException {
    Files.writeString(folder.resolve(tiny.file()), "not a TorchScript file\n".repeat(100));
    refusedToOpen("TorchScript");
  }

  @Test
  void truncatedFileIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(tiny.file()));
    Files.write(folder.resolve(tiny.file()), Arrays.copyOf(bytes, bytes.length / 2));
    refusedToOpen("TorchScript");
  }

  @Test
  void wrongPromisesNameTheFile() {
    refusedToRun(promising(4, 6), "(1, 6, 4, 5)");
    refusedToRun(promising(2, 5), "(1, 5, 8, 10)");
    refusedToRun(promising(1, 5), "(1, 5, 16, 20)");
  }

  private static BackboneDescriptor promising(int stride, int channels) {
    return new TorchScriptDescriptor(
        tiny.file(),
        tiny.order(),
        tiny.mean(),
        tiny.std(),
        stride,
        tiny.offset(),
        tiny.sideMultiple(),
        channels);
  }

  private void refusedToOpen(String reason) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> Backbones.open(manager, tiny, folder).close());
    assertNamed(e, folder, reason);
  }

  private static void refusedToRun(BackboneDescriptor descriptor, String reason) {
    try (Backbone network = Backbones.open(manager, descriptor, FOLDER);
        NDManager scope = manager.newSubManager()) {
      SppdetException e =
          assertThrows(SppdetException.class, () -> network.forward(scope, picture));
      assertNamed(e, FOLDER, reason);
    }
  }

  private static void assertNamed(SppdetException e, Path folder, String reason) {
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(folder.resolve(tiny.file()).toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
  }
}
