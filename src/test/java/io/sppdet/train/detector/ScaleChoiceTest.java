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

  /** 88 pixels over the share of the short side, to multiples of 32; 0.82 of it beside it. */
  @ParameterizedTest
  @CsvSource({
    "80, 320, 384",
    "22, 352, 416",
    "20, 352, 448",
    "16, 448, 544",
    "12.6, 576, 704",
    "5, 576, 704"
  })
  void smallObjectsNeedLargeImages(double side, int smaller, int larger) {
    assertEquals(List.of(smaller, larger), ScaleChoice.choose(List.of(image(false, side)), 1));
  }

  @Test
  void aTenthOfTheObjectsMayBeSmaller() {
    LabelledImage most = image(false, 16, 16, 16, 16, 16, 16, 16, 16, 16);
    assertEquals(
        List.of(448, 544), ScaleChoice.choose(List.of(most, image(false, 5)), 1)); // 1 of 10
    assertEquals(
        List.of(576, 704), ScaleChoice.choose(List.of(most, image(false, 5, 5)), 1)); // 2 of 11
  }

  @Test
  void whatTeachesNothingCountsForNothing() {
    LabelledImage missing =
        new LabelledImage(
            "gone", folder.resolve("gone.png"), image(false, 5, 5, 5, 5, 5).objects());
    assertEquals(
        List.of(320, 384),
        ScaleChoice.choose(List.of(image(false, 60), image(true, 5, 5, 5), missing), 1));
    assertEquals(List.of(576, 704), ScaleChoice.choose(List.of(image(false)), 1));
  }
}
