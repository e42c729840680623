package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an image of 100×80 pixels, with scores of exp(m) / (1 + exp(m)) for a margin m. */
class SelectionTest {
  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(1, 0, 1, Neck.NONE),
          1,
          1,
          1,
          new HeadSize.Outputs(1, Classifier.SVM, BoxRegression.NONE));

  @TempDir Path folder;

  @BeforeAll
  static void configure() {
    NativeLibraries.configure();
  }

  private List<Box> found(double threshold, double nms, int most, List<Box> proposals, float... m)
      throws IOException {
    return found(new Selection(threshold, nms, most, Set.of()), proposals, m);
  }

  private List<Box> found(Selection selection, List<Box> proposals, float... m) throws IOException {
    HeadWeights weights = new HeadWeights(SIZE);
    weights.set("platt", new float[] {-1, 0});
    Path file = folder.resolve("head.safetensors");
    weights.write(file);
    RegionScores scores = new RegionScores(proposals.size(), 1, m, new float[4 * proposals.size()]);
    try (NDManager manager = NDManager.newBaseManager();
        RegionHead head = RegionHead.load(manager, file, SIZE)) {
      Image image = new Image("a", 100, 80, new byte[3 * 100 * 80]);
      return selection.detections(image, proposals, scores, List.of("cat"), head).stream()
          .map(Detection::box)
          .toList();
    }
  }

  /**
   * What clipping leaves of a box beside the image is no detection: less than a tenth of a pixel.
   */
  @Test
  void sliversAtTheBorderAreDropped() throws IOException {
    List<Box> kept =
        List.of(
            new Box(10, 10, 30, 30),
            new Box(99.875, 10, 150, 30), // an eighth of a pixel is left
            new Box(-20, 10, 0.125, 30),
            new Box(10, 79.875, 30, 90),
            new Box(60, -5, 80, 0.125));
    List<Box> dropped =
        List.of(
            new Box(99.9375, 40, 150, 60), // a sixteenth
            new Box(-20, 40, 0.0625, 60),
            new Box(40, 79.9375, 55, 90),
            new Box(40, -5, 55, 0.0625),
            new Box(120, 10, 150, 30), // nothing
            new Box(10, -30, 30, -1));
    List<Box> all = new ArrayList<>(dropped);
    all.addAll(kept);
    float[] margins = new float[all.size()];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = margins.length - i;
    }
    assertEquals(
        kept.stream().map(box -> box.clip(100, 80)).toList(), found(0.1, 0.3, 100, all, margins));
  }

  @Test
  void theThresholdAndTheNumberAreLimits() throws IOException {
    List<Box> apart =
        List.of(new Box(0, 0, 10, 10), new Box(20, 0, 30, 10), new Box(40, 0, 50, 10));
    assertEquals(
        List.of(apart.get(1), apart.get(0)),
        found(0.5, 0.3, 100, apart, 0, 1, -0.001f),
        "a margin of 0 is a score of a half");
    assertEquals(List.of(apart.get(2), apart.get(1)), found(0, 0.3, 2, apart, 0, 1, 2));
  }

  @Test
  void onlyTheClassesWantedAreLookedFor() throws IOException {
    List<Box> one = List.of(new Box(0, 0, 10, 10));
    assertEquals(one, found(new Selection(0, 0.3, 1, Set.of("cat", "dog")), one, 1));
    assertEquals(List.of(), found(new Selection(0, 0.3, 1, Set.of("dog")), one, 1));
  }

  /** Boxes that overlap by exactly the limit both stay; an IoU of 0.5. */
  @Test
  void suppressionIsAboveTheLimit() throws IOException {
    List<Box> boxes = List.of(new Box(0, 0, 10, 10), new Box(0, 0, 10, 5));
    assertEquals(2, found(0, 0.5, 100, boxes, 2, 1).size());
    assertEquals(1, found(0, 0.4999, 100, boxes, 2, 1).size());
  }
}
