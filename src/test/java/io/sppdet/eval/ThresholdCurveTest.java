package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.Detection;
import io.sppdet.eval.ThresholdCurve.Point;
import io.sppdet.eval.VocEvaluation.Ranked;
import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ThresholdCurveTest {
  private static Ranked ranked(double score, boolean right) {
    return new Ranked(new Detection("cat", 0, score, 0, new Box(0, 0, 1, 1)), right);
  }

  /** Cell by cell, as the definitions say. */
  @Property(tries = 100)
  void countsAreThoseOfTheDefinitions(@ForAll long seed) {
    Random random = new Random(seed);
    List<Ranked> matched = new ArrayList<>();
    int objects = 1;
    for (int i = 0; i < 60; i++) {
      boolean right = random.nextBoolean();
      objects += right ? 1 : 0;
      matched.add(ranked(random.nextInt(21) / 20.0, right)); // often on a step
    }
    ThresholdCurve curve = ThresholdCurve.of(matched, objects);
    assertEquals(99, curve.points().size());
    for (Point point : curve.points()) {
      double right = 0;
      double shown = 0;
      for (Ranked r : matched) {
        if (r.detection().score() >= point.threshold()) {
          shown++;
          right += r.right() ? 1 : 0;
        }
      }
      assertEquals(right / shown, point.precision());
      assertEquals(right / objects, point.recall());
      assertEquals(right == 0 ? 0 : 2 * right / (shown + objects), point.f1(), 1e-12);
    }
  }

  @Test
  void pointsAreTakenToTheNextStep() {
    ThresholdCurve curve =
        ThresholdCurve.of(
            List.of(ranked(0.9, true), ranked(0.61, true), ranked(0.3, false), ranked(0.1, true)),
            4);
    assertEquals(new Point(0.5, 1, 0.5), curve.at(0.5));
    assertEquals(new Point(0.25, 2 / 3.0, 0.5), curve.at(0.254));
    assertEquals(new Point(0.01, 0.75, 0.75), curve.at(0));
    assertEquals(0.99, curve.at(1).threshold());
  }

  /** Of a detector whose scores are probabilities, no threshold has a higher F1 than this one. */
  @Property(tries = 20)
  void noOtherThresholdServesBetterWhereScoresAreProbabilities(@ForAll long seed) {
    Random random = new Random(seed);
    double wrong = 1 + 2 * random.nextDouble();
    List<Ranked> matched = new ArrayList<>();
    double[] scores = new double[200_000];
    int objects = 1000;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.pow(random.nextDouble(), wrong);
      boolean right = random.nextDouble() < scores[i];
      objects += right ? 1 : 0;
      matched.add(ranked(scores[i], right));
    }
    ThresholdCurve curve = ThresholdCurve.of(matched, objects);
    double highest = curve.points().stream().mapToDouble(Point::f1).max().orElseThrow();
    double serving = ThresholdCurve.serving(scores, objects);
    assertEquals(highest, curve.at(serving).f1(), 0.002);
    assertEquals(highest / 2, serving, 0.007);
  }

  @Test
  void thresholdsStayInSight() {
    assertEquals(0.05, ThresholdCurve.serving(new double[] {}, 3));
    assertEquals(0.05, ThresholdCurve.serving(new double[] {0.01}, 30));
    assertEquals(0.5, ThresholdCurve.serving(new double[] {1, 1, 1}, 3));
    // both 0.9 shown of two objects: 3.6 / 4
    assertEquals(0.45, ThresholdCurve.serving(new double[] {0.9, 0.1, 0.9}, 2));
  }
}
