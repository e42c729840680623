package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Squares of a given side in photos of short side 100. */
class ScaleChoiceTest {
  @TempDir Path folder;

  private LabelledImage image(boolean difficult, double... sides) {
    Path file = folder.resolve("image.png");
    new ImageWriter().write(new Image("image", 150, 100, new byte[3 * 150 * 100]), file);
    List<LabelledObject> objects = new ArrayList<>();
    for (double side : sides) {
      objects.add(new LabelledObject("square", new Box(0, 0, side, side), difficult));
    }
    return new LabelledImage("image", file, objects);
  }

  /** 180 pixels over the share of the short side, to multiples of 32; 0.82 of it beside it. */
  @ParameterizedTest
  @CsvSource({
    "90, 256, 320", // 200 is too small for the map to have a cell an object's bin
    "52, 288, 352",
    "40, 352, 448",
    "30, 512, 608",
    "22, 576, 704"
  })
  void middleObjectGetsTheSizeThatTheBackboneLearntFrom(double side, int smaller, int larger) {
    assertEquals(
        new ScaleChoice(List.of(smaller, larger), List.of(larger)),
        ScaleChoice.choose(List.of(image(false, side)), 1));
  }

  /** 180 over the middle's share of the short side, times 0.79 and 1.18. */
  @Test
  void objectsThatDifferMuchGetTwoSides() {
    double[] voc = {12, 12, 20, 25, 30, 37, 45, 60, 75, 87, 90};
    assertEquals(
        new ScaleChoice(List.of(384, 448, 512, 576), List.of(384, 576)),
        ScaleChoice.choose(List.of(image(false, voc)), 1));
    double[] large = {20, 40, 60, 70, 80, 90, 92, 94, 96, 98, 99};
    assertEquals(
        List.of(320), ScaleChoice.choose(List.of(image(false, large)), 1).test()); // both the least
  }

  @Test
  void whatTeachesNothingCountsForNothing() {
    LabelledImage missing =
        new LabelledImage(
            "gone", folder.resolve("gone.png"), image(false, 5, 5, 5, 5, 5).objects());
    assertEquals(
        List.of(320),
        ScaleChoice.choose(List.of(image(false, 60), image(true, 5, 5, 5), missing), 1).test());
    assertEquals(List.of(704), ScaleChoice.choose(List.of(image(false)), 1).test());
  }
}
