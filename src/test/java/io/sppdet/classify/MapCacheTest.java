package io.sppdet.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.image.Image;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.ColourBackbone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapCacheTest {
  private static final List<ImageView> VIEWS =
      List.of(new ImageView(24, false, false), new ImageView(32, true, true));

  @TempDir Path folder;

  private static float[][] maps(MapCache cache, Supplier<Image> image) {
    try (NDManager scope = Tensors.newManager()) {
      return cache.maps(scope, "checksum", image, VIEWS).stream()
          .map(NDArray::toFloatArray)
          .toArray(float[][]::new);
    }
  }

  /** Another map than the photo's would be another model, without a word. */
  @Test
  void aDamagedMapIsMadeAgainAndTold() throws IOException {
    List<String> notes = new ArrayList<>();
    MapCache cache = MapCache.open(folder, "0123456789abcdef", new ColourBackbone(), notes::add);
    byte[] pixels = new byte[3 * 40 * 24];
    new Random(1).nextBytes(pixels);
    Image photo = new Image("a", 40, 24, pixels);
    float[][] maps = maps(cache, () -> photo);
    Supplier<Image> nobody =
        () -> {
          throw new AssertionError("computed again");
        };
    assertArrayEquals(maps, maps(cache, nobody));

    List<Path> files;
    try (Stream<Path> all = Files.list(folder.resolve("maps-0123456789ab"))) {
      files = all.toList();
    }
    assertEquals(VIEWS.size(), files.size());
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length - 20] ^= 1;
      for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length / 3), new byte[0])) {
        Files.write(file, damaged);
        assertArrayEquals(maps, maps(cache, () -> photo));
        assertArrayEquals(whole, Files.readAllBytes(file));
      }
    }
    assertEquals(1, notes.size(), "told once");
  }
}
