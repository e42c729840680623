package io.sppdet.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.eval.AveragePrecision;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.geometry.Box;
import io.sppdet.report.PrecisionRecall.Point;
import io.sppdet.report.ScoreHistogram.Bin;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Objects stand apart on a line; an odd number gives a detection of object number / 2. */
class PrecisionRecallTest {
  private static final int OBJECTS = 10;

  private static Box place(int i) {
    return new Box(100 * i, 0, 100 * i + 50, 50);
  }

  private static VocEvaluation evaluation(List<Integer> numbers, List<Double> scores) {
    VocEvaluation evaluation = new VocEvaluation();
    evaluation.add(
        IntStream.range(0, OBJECTS)
            .mapToObj(i -> new LabelledObject("cat", place(i), false))
            .toList(),
        IntStream.range(0, Math.min(numbers.size(), scores.size()))
            .mapToObj(
                i -> {
                  int n = numbers.get(i);
                  Box box = n % 2 == 1 ? place(n / 2) : place(50 + i);
                  return new Detection("cat", 0, scores.get(i), 0, box);
                })
            .toList());
    return evaluation;
  }

  @Property
  void pointsGiveTheAveragePrecisionOfAllDetections(
      @ForAll @Size(max = 40) List<@IntRange(max = 2 * OBJECTS - 1) Integer> numbers,
      @ForAll @Size(max = 40) List<@DoubleRange(max = 1) Double> scores) {
    VocEvaluation evaluation = evaluation(numbers, scores);
    VocEvaluation.ClassResult result = evaluation.result().classes().get(0);
    List<Point> points = PrecisionRecall.of(result, evaluation.matched("cat")).points();
    double[] precision = points.stream().mapToDouble(Point::precision).toArray();
    double[] recall = points.stream().mapToDouble(Point::recall).toArray();
    assertEquals(result.ap(), AveragePrecision.area(precision, recall), 1e-12);
    assertEquals(result.ap07(), AveragePrecision.elevenPoint(precision, recall), 1e-12);
  }

  @Property
  void histogramHoldsEachDetectionInTheBinOfItsScore(
      @ForAll @Size(max = 40) List<@IntRange(max = 2 * OBJECTS - 1) Integer> numbers,
      @ForAll @Size(max = 40) List<@DoubleRange(min = -1, max = 2) Double> scores) {
    VocEvaluation evaluation = evaluation(numbers, scores);
    List<VocEvaluation.Ranked> matched = evaluation.matched("cat");
    List<Bin> bins = ScoreHistogram.of(matched).bins();
    assertTrue(bins.get(0).from() <= 0 && bins.get(19).to() >= 1 - 1e-12);
    for (boolean right : new boolean[] {true, false}) {
      List<Double> of =
          matched.stream().filter(r -> r.right() == right).map(r -> r.detection().score()).toList();
      assertEquals(of.size(), bins.stream().mapToLong(b -> right ? b.right() : b.wrong()).sum());
      for (Bin bin : bins) {
        double slack = 1e-9; // an edge may fall to either side
        long least =
            of.stream().filter(s -> s > bin.from() + slack && s < bin.to() - slack).count();
        long most =
            of.stream().filter(s -> s >= bin.from() - slack && s <= bin.to() + slack).count();
        long count = right ? bin.right() : bin.wrong();
        assertTrue(count >= least && count <= most, bin.toString());
      }
    }
  }
}
