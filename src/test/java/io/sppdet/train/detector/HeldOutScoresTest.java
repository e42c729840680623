package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutScoresTest {
  private static final Box BOX = new Box(0, 0, 10, 10);
  private static final int IMAGES = 400;
  private static final int FOLDS = 10;

  /**
   * Images of one detection each. Of each fold, so many in ten are right: first those of the first
   * fold, then those of all others.
   */
  private static HeldOutScores scores(int first, int others) {
    List<LabelledImage> images = new ArrayList<>();
    List<List<Detection>> found = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      boolean right = i / FOLDS % 10 < (i % FOLDS == 0 ? first : others);
      List<LabelledObject> objects =
          right ? List.of(new LabelledObject("cat", BOX, false)) : List.of();
      images.add(new LabelledImage("i" + i, Path.of("i" + i + ".jpg"), objects));
      found.add(List.of(new Detection("cat", 0, 0.5, (9 - i / FOLDS % 10) / 4.0 - 1, BOX)));
    }
    return new HeldOutScores(List.of("cat"), images, found);
  }

  /** What is right in a fold changes no score of that fold, but those of the others. */
  @Test
  void noImageScoresItself() {
    List<List<Detection>> one = scores(9, 5).byOtherImages();
    List<List<Detection>> other = scores(2, 5).byOtherImages();
    double more = 0;
    for (int i = 0; i < IMAGES; i++) {
      if (i % FOLDS == 0) {
        assertEquals(one.get(i), other.get(i), "image " + i);
      }
      more += one.get(i).get(0).score() - other.get(i).get(0).score();
    }
    assertTrue(more > 1, "the sum of scores grows with what is right: " + more);
  }

  @Test
  void outcomesAreCounted() {
    HeldOutScores scores = scores(10, 5);
    assertEquals(IMAGES, scores.detections());
    assertEquals(IMAGES / FOLDS + (IMAGES - IMAGES / FOLDS) / 2, scores.right());
    assertTrue(scores.threshold(scores.sigmoids()).getAsDouble() > 0);
    assertTrue(scores(0, 0).threshold(new float[] {-1, 0}).isEmpty());
  }

  @Test
  void equalFoldsGiveAboutWhatAllGive() {
    HeldOutScores scores = scores(5, 5);
    float[] all = scores.sigmoids();
    for (List<Detection> each : scores.byOtherImages()) {
      double expected = 1 / (1 + Math.exp(all[0] * each.get(0).margin() + all[1]));
      assertEquals(expected, each.get(0).score(), 0.02);
    }
  }
}
