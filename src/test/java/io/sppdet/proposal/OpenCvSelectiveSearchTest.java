package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenCvSelectiveSearchTest {
  private final ProposalGenerator small =
      new OpenCvSelectiveSearch(Strategy.FAST, 300, 100, 100, 0.8f);

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
    "300, 125",
    "31, 977"
  })
  void anyShapeHasProposals(int width, int height) {
    Searches.check(small, Pictures.patchwork(width, height, 1));
    Searches.check(small, Pictures.plain(width, height, 0, 0, 0));
  }

  @Property(tries = 25)
  void boxesAreValid(
      @ForAll @IntRange(min = 1, max = 120) int width,
      @ForAll @IntRange(min = 1, max = 120) int height,
      @ForAll long seed) {
    Searches.check(small, Pictures.patchwork(width, height, seed));
  }

  @ParameterizedTest
  @EnumSource(ProposalMethod.class)
  void everyMethodFindsADisc(ProposalMethod method) {
    int radius = 30;
    Image image =
        Pictures.bright(200, 150, (x, y) -> Math.hypot(x + 0.5 - 120, y + 0.5 - 70) < radius);
    Searches.assertFound(new Box(90, 40, 150, 100), 0.9, method.generator().propose(image));
  }

  @Test
  void boxesAreScaledBack() {
    Image image = Pictures.bright(1200, 900, (x, y) -> x >= 400 && x < 700 && y >= 200 && y < 600);
    Searches.assertFound(new Box(400, 200, 700, 600), 0.85, small.propose(image));
  }

  @Test
  void elongatedImagesAreSearchedToo() {
    Image image = Pictures.bright(40, 300, (x, y) -> x >= 8 && x < 32 && y >= 100 && y < 160);
    Searches.assertFound(new Box(8, 100, 32, 160), 0.85, small.propose(image));
  }

  @Test
  void theGridOfAFailedSearchCoversTheImage() {
    List<Box> grid = OpenCvSelectiveSearch.grid(80, 40);
    assertEquals(4 + 16 + 64, grid.size());
    assertEquals(3 * 80 * 40, grid.stream().mapToDouble(Box::area).sum(), 1e-9);
    assertTrue(grid.contains(new Box(40, 20, 80, 40)));
    assertTrue(grid.contains(new Box(70, 35, 80, 40)));
  }

  @Test
  void theWholeImageComesFirstThenTheLargest() {
    List<Box> boxes = small.propose(Pictures.patchwork(160, 120, 3));
    assertEquals(new Box(0, 0, 160, 120), boxes.get(0));
    assertTrue(boxes.size() > 20, boxes.size() + " boxes");
    for (int i = 1; i < boxes.size(); i++) {
      assertTrue(boxes.get(i - 1).area() >= boxes.get(i).area(), "sorted by area at " + i);
    }
  }

  @Test
  void runsAgreeWhateverTheNumberOfThreads() throws Exception {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      images.add(Pictures.patchwork(120 + 7 * i, 160 - 3 * i, i));
    }
    List<List<Box>> expected = images.stream().map(small::propose).toList();
    int threads = opencv_core.getNumThreads();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      for (int cvThreads : new int[] {1, 2}) {
        opencv_core.setNumThreads(cvThreads);
        List<Future<List<Box>>> results =
            images.stream().map(image -> executor.submit(() -> small.propose(image))).toList();
        for (int i = 0; i < images.size(); i++) {
          assertEquals(expected.get(i), results.get(i).get(), "image " + i);
        }
      }
    } finally {
      opencv_core.setNumThreads(threads);
      executor.shutdown();
    }
  }
}
