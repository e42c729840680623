package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.Detection;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.eval.VocEvaluation.Ranked;
import io.sppdet.geometry.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingEndTest {
  private static TrainingEnd end(int photos, int objects, Ranked... found) {
    return new TrainingEnd(
        new VocEvaluation.Result(
            List.of(
                new VocEvaluation.ClassResult("cat", 0.5, 0.25, objects, found.length),
                new VocEvaluation.ClassResult("no", Double.NaN, Double.NaN, 0, 0)),
            0.5,
            0.25,
            photos),
        ThresholdCurve.of(List.of(found), objects),
        0.5);
  }

  private static Ranked ranked(double score, boolean right) {
    return new Ranked(new Detection("cat", 0, score, 0, new Box(0, 0, 5, 5)), right);
  }

  @Test
  void onePhotoIsOnePhoto() {
    assertEquals(
        List.of(
            "average precision (VOC, area), photos held out: 1",
            "  cat   25.0 %, objects: 2",
            "  not among them: no",
            "  mean of the classes: 25.0 %",
            "few photos are held out (1, objects: 2): a share may be 71 points off by chance",
            "detect shows what scores 0.5 or more: in the 1 photo held out that finds 50 % of the"
                + " objects, and 100 % of what it shows is right"),
        end(1, 2, ranked(0.9, true), ranked(0.4, false)).lines());
  }

  @Test
  void fiftyPhotosAreEnough() {
    List<String> lines = end(50, 4, ranked(0.9, true), ranked(0.6, false)).lines();
    assertEquals(
        "detect shows what scores 0.5 or more: in the 50 photos held out that finds 25 % of the"
            + " objects, and 50 % of what it shows is right",
        lines.get(4));
    assertEquals(5, lines.size());
  }
}
