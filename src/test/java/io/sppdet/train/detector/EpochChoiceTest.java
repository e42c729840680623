package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochChoiceTest {
  private static List<LabelledImage> images(int... objects) {
    LabelledObject cell = new LabelledObject("cell", new Box(0, 0, 9, 9), false);
    return Arrays.stream(objects)
        .mapToObj(n -> new LabelledImage("a", Path.of("a.jpg"), Collections.nCopies(n, cell)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"CONV, true, 4", "CONV, false, 9", "CONV5, true, 6", "FC, false, 13.5"})
  void dependsOnWhereItStartsAndHowDeepItReaches(FineTune depth, boolean detector, double epochs) {
    assertEquals(epochs, EpochChoice.choose(depth, detector, images(1, 3, 0)));
    assertEquals(epochs, EpochChoice.choose(depth, detector, images()));
  }

  @Test
  void crowdedImagesAreShownMoreOftenUpToALimit() {
    assertEquals(4, EpochChoice.choose(FineTune.CONV, true, images(6, 6)));
    assertEquals(6, EpochChoice.choose(FineTune.CONV, true, images(9, 9)));
    assertEquals(9, EpochChoice.choose(FineTune.CONV, true, images(13, 80)));
  }

  @Test
  void difficultObjectsTeachNothing() {
    LabelledObject hard = new LabelledObject("cell", new Box(0, 0, 9, 9), true);
    LabelledImage image = new LabelledImage("a", Path.of("a.jpg"), Collections.nCopies(50, hard));
    assertEquals(4, EpochChoice.choose(FineTune.CONV, true, List.of(image)));
  }
}
