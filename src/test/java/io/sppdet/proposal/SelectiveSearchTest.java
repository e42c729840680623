package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.SharedFiles;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectiveSearchTest {
  private static final ProposalGenerator SEARCH =
      new SelectiveSearch(Strategy.FAST, 300, 100, 100, Filters.OWN);
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).resolve("samples");

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "1, 500",
    "500, 1",
    "3, 4000",
    "4000, 3",
    "15, 16",
    "300, 124",
    "31, 977"
  })
  void anyShapeHasProposals(int width, int height) {
    Searches.check(SEARCH, Pictures.patchwork(width, height, 1));
    Searches.check(SEARCH, Pictures.plain(width, height, 0, 0, 0));
    Searches.check(
        new SelectiveSearch(Strategy.QUALITY, 100, 50, 50, Filters.OPENCV),
        Pictures.patchwork(width, height, 2));
  }

  @Property(tries = 25)
  void boxesAreValid(
      @ForAll @IntRange(min = 1, max = 120) int width,
      @ForAll @IntRange(min = 1, max = 120) int height,
      @ForAll long seed) {
    Searches.check(SEARCH, Pictures.patchwork(width, height, seed));
  }

  @Test
  void boxesAreScaledBack() {
    Image image = Pictures.bright(1200, 900, (x, y) -> x >= 400 && x < 700 && y >= 200 && y < 600);
    Searches.assertFound(new Box(400, 200, 700, 600), 0.85, SEARCH.propose(image));
  }

  /** OpenCV sorts ties as it happens, and adds similarities up in another order. */
  @ParameterizedTest
  @CsvSource({
    "FAST, 500, 150, 150, chelsea.jpg",
    "FAST, 400, 100, 100, dog.jpg",
    "FAST, 300, 50, 50, astronaut.jpg",
    "QUALITY, 200, 150, 150, dog.jpg"
  })
  void turnedGradientsGiveTheBoxesOfOpenCv(
      Strategy strategy, int side, int baseK, int stepK, String sample) {
    Image image = new ImageReader().read(SAMPLES.resolve(sample));
    assertSameBoxes(strategy, side, baseK, stepK, image);
  }

  @Test
  void soItIsOnPhotosOfVoc() throws IOException {
    try (Stream<Path> photos = Files.list(SharedFiles.require("datasets/voc07/JPEGImages"))) {
      List<Path> first = photos.sorted().limit(100).toList();
      first.parallelStream() // OpenCV takes most of a second for each
          .forEach(
              photo ->
                  assertSameBoxes(Strategy.FAST, 500, 150, 150, new ImageReader().read(photo)));
    }
  }

  private static void assertSameBoxes(
      Strategy strategy, int side, int baseK, int stepK, Image image) {
    Set<Box> expected =
        new HashSet<>(new OpenCvSelectiveSearch(strategy, side, baseK, stepK, 0.8f).propose(image));
    Set<Box> found =
        new HashSet<>(
            new SelectiveSearch(strategy, side, baseK, stepK, Filters.OPENCV).propose(image));
    Set<Box> both = new HashSet<>(expected);
    both.retainAll(found);
    double jaccard = (double) both.size() / (expected.size() + found.size() - both.size());
    assertTrue(jaccard >= 0.98, image.file() + ": " + jaccard + " of " + expected.size());
  }

  /** Within a pool, parallel streams run on its threads. */
  @Test
  void threadsChangeNothing() {
    Image image = Pictures.patchwork(250, 180, 7);
    List<Box> expected = SEARCH.propose(image);
    for (int threads : new int[] {1, 2, 5}) {
      try (Pool pool = new Pool(new ForkJoinPool(threads))) {
        assertEquals(expected, pool.threads().submit(() -> SEARCH.propose(image)).join());
      }
    }
  }

  private record Pool(ForkJoinPool threads) implements AutoCloseable {
    @Override
    public void close() {
      threads.shutdown();
    }
  }
}
