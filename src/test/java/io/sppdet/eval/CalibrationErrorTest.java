package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.detect.Detection;
import io.sppdet.eval.CalibrationError.Bin;
import io.sppdet.eval.CalibrationError.Binning;
import io.sppdet.eval.VocEvaluation.Ranked;
import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
  private static Ranked ranked(double score, boolean right) {
    return new Ranked(new Detection("cat", 0, score, 0, new Box(0, 0, 1, 1)), right);
  }

  @Test
  void binsByHand() {
    CalibrationError error =
        CalibrationError.of(
            List.of(
                ranked(0.95, true),
                ranked(1, false),
                ranked(0.05, false),
                ranked(0.1, true), // the lower end belongs to a bin
                ranked(0.11, false),
                ranked(0.12, false)));
    assertEquals(6, error.detections());
    List<Bin> width = error.equalWidth().bins();
    assertEquals(3, width.size());
    assertEquals(new Bin(0, 0.1, 1, 0.05, 0), width.get(0));
    assertEquals(new Bin(0.1, 0.2, 3, (0.1 + 0.11 + 0.12) / 3, 1.0 / 3), width.get(1));
    assertEquals(new Bin(0.9, 1, 2, (0.95 + 1) / 2, 0.5), width.get(2));
    assertEquals(
        (0.05 + 3 * (1.0 / 3 - 0.11) + 2 * (0.975 - 0.5)) / 6, error.equalWidth().error(), 1e-12);
    assertEquals(6, error.equalMass().bins().size(), "fewer detections than bins: one each");
    assertEquals(
        (0.05 + (1 - 0.1) + 0.11 + 0.12 + (1 - 0.95) + 1) / 6, error.equalMass().error(), 1e-12);
  }

  @Test
  void scoresThatAreNoProbabilitiesHaveNoBins() {
    for (List<Ranked> odd :
        List.of(
            List.<Ranked>of(),
            List.of(ranked(0.5, true), ranked(1.5, true)),
            List.of(ranked(-0.1, false)))) {
      CalibrationError error = CalibrationError.of(odd);
      assertEquals(odd.size(), error.detections());
      assertTrue(Double.isNaN(error.equalWidth().error()));
      assertEquals(List.of(), error.equalMass().bins());
    }
  }

  /** Scores that are the true probabilities have an error near 0, scores twice as bold do not. */
  @Test
  void findsBoldScores() {
    Random random = new Random(1);
    List<Ranked> honest = new ArrayList<>();
    List<Ranked> bold = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double probability = random.nextDouble() / 2;
      boolean right = random.nextDouble() < probability;
      honest.add(ranked(probability, right));
      bold.add(ranked(2 * probability, right));
    }
    assertEquals(0, CalibrationError.of(honest).equalWidth().error(), 0.015);
    assertEquals(0, CalibrationError.of(honest).equalMass().error(), 0.015);
    assertEquals(0.25, CalibrationError.of(bold).equalWidth().error(), 0.01); // the mean of p
    assertEquals(0.25, CalibrationError.of(bold).equalMass().error(), 0.01);
  }

  @Provide
  Arbitrary<List<Ranked>> rankings() {
    return Combinators.combine(Arbitraries.integers().between(0, 20), Arbitraries.of(true, false))
        .as((score, right) -> ranked(score / 20.0, right))
        .list()
        .ofMaxSize(60);
  }

  @Property
  void everyDetectionIsInOneBinWhateverTheOrder(
      @ForAll("rankings") @NotEmpty List<Ranked> rankings) {
    CalibrationError error = CalibrationError.of(rankings);
    List<Ranked> shuffled = new ArrayList<>(rankings);
    Collections.shuffle(shuffled, new Random(3));
    CalibrationError again = CalibrationError.of(shuffled);
    for (Binning binning : List.of(error.equalWidth(), error.equalMass())) {
      assertTrue(binning.error() >= 0 && binning.error() <= 1);
      assertTrue(binning.bins().size() <= 10);
      assertEquals(rankings.size(), binning.bins().stream().mapToInt(Bin::detections).sum());
      assertEquals(
          rankings.stream().mapToDouble(r -> r.right() ? 1 : 0).sum(),
          binning.bins().stream().mapToDouble(b -> b.rightShare() * b.detections()).sum(),
          1e-9);
      for (Bin bin : binning.bins()) {
        assertTrue(bin.detections() > 0);
        assertTrue(bin.from() - 1e-12 <= bin.meanScore() && bin.meanScore() <= bin.to() + 1e-12);
      }
    }
    assertEquals(error.equalWidth().error(), again.equalWidth().error(), 1e-12);
    assertEquals(error.equalMass().error(), again.equalMass().error(), 1e-12);
    assertEquals(error.equalMass().bins().size(), again.equalMass().bins().size());
  }
}
