package io.sppdet.train.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.head.PlattScaling;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlattFitTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noPointOfAGridIsMoreLikely(long seed) {
    Data data = Data.random(seed, 300, -3, 0.5);
    PlattScaling fitted = PlattFit.of(data.margins, data.right);
    double least = data.unlikelihood(fitted.a(), fitted.b());
    double best = Double.POSITIVE_INFINITY;
    for (double a = -8; a <= 2; a += 0.05) {
      for (double b = -6; b <= 6; b += 0.05) {
        best = Math.min(best, data.unlikelihood(a, b));
      }
    }
    assertTrue(least <= best + 1e-7, least + " is above the grid's " + best);
    assertEquals(best, least, 0.05, "the grid comes near");
  }

  /** The likelihood is concave: a point with no better neighbours is the best of all. */
  @Property(tries = 200)
  void noNeighbourIsMoreLikely(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 200) int count,
      @ForAll @DoubleRange(min = -5, max = 1) double slope,
      @ForAll @DoubleRange(min = -3, max = 3) double offset) {
    Data data = Data.random(seed, count, slope, offset);
    PlattScaling fitted = PlattFit.of(data.margins, data.right);
    double least = data.unlikelihood(fitted.a(), fitted.b());
    for (int i = 0; i < 8; i++) {
      double a = fitted.a() + 0.01 * Math.cos(i * Math.PI / 4);
      double b = fitted.b() + 0.01 * Math.sin(i * Math.PI / 4);
      assertTrue(least <= data.unlikelihood(a, b) + 1e-7, fitted + ", direction " + i);
    }
  }

  @Test
  void scoresOfManyOutcomesAreTheirFrequencies() {
    Data data = Data.random(9, 100_000, -2, 1);
    PlattScaling fitted = PlattFit.of(data.margins, data.right);
    assertEquals(-2, fitted.a(), 0.05);
    assertEquals(1, fitted.b(), 0.05);
  }

  @Test
  void scoresGrowWithTheMargin() {
    Data data = Data.random(3, 100, -2, 0);
    PlattScaling fitted = PlattFit.of(data.margins, data.right);
    double last = -1;
    for (double margin = -3; margin <= 3; margin += 0.1) {
      double score = fitted.score(margin);
      assertTrue(score > last && score > 0 && score < 1, "at " + margin);
      last = score;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 30", "30, 1", "500, 500"})
  void separatedMarginsKeepFiniteScores(int positives, int negatives) {
    double[] margins = new double[positives + negatives];
    boolean[] right = new boolean[margins.length];
    for (int i = 0; i < margins.length; i++) {
      right[i] = i < positives;
      margins[i] = right[i] ? 2 + i % 7 : -2 - i % 5;
    }
    PlattScaling fitted = PlattFit.of(margins, right);
    assertTrue(fitted.a() < 0, fitted.toString());
    assertTrue(fitted.score(2) > fitted.score(-2), fitted.toString());
    assertFinite(fitted);
  }

  @Property(tries = 500)
  void equalMarginsGiveNumbers(
      @ForAll @DoubleRange(min = -100, max = 100) double margin,
      @ForAll @IntRange(min = 1, max = 3000) int positives,
      @ForAll @IntRange(min = 1, max = 3000) int negatives) {
    double[] margins = new double[positives + negatives];
    boolean[] right = new boolean[margins.length];
    Arrays.fill(margins, margin);
    Arrays.fill(right, 0, positives, true);
    assertFinite(PlattFit.of(margins, right));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-9, 1e3, 1e6, 1e12, 1e100})
  void extremeMarginsGiveNumbers(double size) {
    Data data = Data.random(11, 50, -2, 0);
    double[] margins = Arrays.stream(data.margins).map(m -> m * size).toArray();
    assertFinite(PlattFit.of(margins, data.right));
    margins[0] = 1; // of very different sizes
    assertFinite(PlattFit.of(margins, data.right));
  }

  @Test
  void outcomesAllAlikeGiveNumbers() {
    double[] margins = {-1, 0, 2};
    assertFinite(PlattFit.of(margins, new boolean[] {true, true, true}));
    assertFinite(PlattFit.of(margins, new boolean[3]));
    assertFinite(PlattFit.of(new double[0], new boolean[0]));
  }

  private static void assertFinite(PlattScaling fitted) {
    assertTrue(Double.isFinite(fitted.a()) && Double.isFinite(fitted.b()), fitted.toString());
  }

  @Test
  void withoutOutcomesAClassHasTheCommonSigmoid() {
    PlattScaling common = new PlattScaling(-1.7, 0.4);
    assertEquals(common, PlattFit.near(common, new double[0], new boolean[0]));
  }

  @Test
  void withManyOutcomesAClassHasItsOwnSigmoid() {
    Data data = Data.random(5, 100_000, -2.5, 0.5);
    PlattScaling fitted = PlattFit.near(new PlattScaling(-1.7, 0.4), data.margins(), data.right());
    assertEquals(-2.5, fitted.a(), 0.05);
    assertEquals(0.5, fitted.b(), 0.05);
  }

  @Test
  void fewOutcomesPullAClassAsFarAsThePriorAllows() {
    PlattScaling common = new PlattScaling(-1.7, 0.4);
    Data data = Data.random(6, 40, -3, 1.5);
    PlattScaling fitted = PlattFit.near(common, data.margins(), data.right());
    double best = penalised(data, common, fitted);
    for (double step : new double[] {-0.01, 0.01}) {
      assertTrue(best < penalised(data, common, new PlattScaling(fitted.a() + step, fitted.b())));
      assertTrue(best < penalised(data, common, new PlattScaling(fitted.a(), fitted.b() + step)));
    }
  }

  /** Negative log of the likelihood times normal priors of deviation 0.3 and 0.5. */
  private static double penalised(Data data, PlattScaling common, PlattScaling at) {
    double sum =
        Math.pow((at.a() - common.a()) / 0.3, 2) / 2 + Math.pow((at.b() - common.b()) / 0.5, 2) / 2;
    for (int i = 0; i < data.margins().length; i++) {
      double p = at.score(data.margins()[i]);
      sum -= Math.log(data.right()[i] ? p : 1 - p);
    }
    return sum;
  }

  /** Outcomes drawn from a true sigmoid. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Data(double[] margins, boolean[] right) {
    static Data random(long seed, int count, double a, double b) {
      Random random = new Random(seed);
      double[] margins = new double[count];
      boolean[] right = new boolean[count];
      for (int i = 0; i < count; i++) {
        margins[i] = 1.5 * random.nextGaussian();
        right[i] = random.nextDouble() < 1 / (1 + Math.exp(a * margins[i] + b));
      }
      return new Data(margins, right);
    }

    /** Negative log-likelihood of Platt's targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2). */
    double unlikelihood(double a, double b) {
      int positives = 0;
      for (boolean r : right) {
        positives += r ? 1 : 0;
      }
      double sum = 0;
      for (int i = 0; i < margins.length; i++) {
        double target =
            right[i]
                ? (positives + 1.0) / (positives + 2.0)
                : 1.0 / (right.length - positives + 2.0);
        double f = a * margins[i] + b;
        double logRight = -softplus(f);
        double logWrong = -softplus(-f);
        sum -= target * logRight + (1 - target) * logWrong;
      }
      return sum;
    }

    private static double softplus(double f) {
      return Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));
    }
  }
}
