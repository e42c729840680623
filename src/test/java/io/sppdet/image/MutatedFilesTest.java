package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The seeds of the fuzz tests, each changed in some thousand ways that are always the same; {@code
 * scripts/fuzz} looks for others.
 */
class MutatedFilesTest {
  private static final Path SEEDS =
      Path.of("src/test/resources/io/sppdet/image/FileStructureFuzzTestInputs");
  private static final int TIMES = 5000;

  static List<Path> seeds() throws IOException {
    try (Stream<Path> files = Files.walk(SEEDS)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverAFileHoldsTheWalkEnds(Path seed) throws IOException {
    byte[] sound = Files.readAllBytes(seed);
    FileStructureFuzzTest fuzz = new FileStructureFuzzTest();
    Random random = new Random(1);
    for (int time = 0; time < TIMES; time++) {
      byte[] file = mutated(sound, random);
      try {
        fuzz.structure(file);
        fuzz.tiffPages(file);
      } catch (IOException e) {
        // it says so
      } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
        fail(seed + ", change " + time, e);
      }
    }
  }

  private static byte[] mutated(byte[] sound, Random random) {
    byte[] file = sound.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(file.length);
      switch (random.nextInt(6)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt(256);
        case 2 -> Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) 0xFF);
        case 3 -> Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) 0);
        case 4 -> file = Arrays.copyOf(file, at + 1);
        default -> {
          int from = random.nextInt(file.length);
          int length = random.nextInt(Math.min(16, file.length - Math.max(at, from)) + 1);
          System.arraycopy(file.clone(), from, file, at, length);
        }
      }
    }
    return file;
  }
}
