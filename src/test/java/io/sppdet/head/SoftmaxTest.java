package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  private static final MathContext DIGITS = new MathContext(60);

  /** The exponential as its Taylor series in 60 digits, and by squaring for what is larger. */
  private static BigDecimal exp(BigDecimal x) {
    if (x.abs().compareTo(new BigDecimal("0.5")) > 0) {
      BigDecimal root = exp(x.divide(BigDecimal.valueOf(2), DIGITS));
      return root.multiply(root, DIGITS);
    }
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int i = 1; i < 45; i++) {
      term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  /** {@code ln(p / (1 − p))} with p of the softmax, each by its definition in 60 digits. */
  private static double logOdds(float[] logits, int from, int outputs, int k) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int j = 0; j < outputs; j++) {
      sum = sum.add(exp(new BigDecimal(logits[from + j])), DIGITS);
    }
    BigDecimal p = exp(new BigDecimal(logits[from + k])).divide(sum, DIGITS);
    BigDecimal odds = p.divide(BigDecimal.ONE.subtract(p, DIGITS), DIGITS);
    int power = odds.precision() - odds.scale(); // the double's range would be too small
    return Math.log(odds.scaleByPowerOfTen(-power).doubleValue()) + power * Math.log(10);
  }

  @Property(tries = 100)
  void isTheLogOfTheOdds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 1, max = 5) int classes,
      @ForAll @IntRange(min = 1, max = 12) int spread) {
    Random random = new Random(seed);
    float[] logits = new float[rows * (classes + 1)];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.max(-39, Math.min(39, (float) random.nextGaussian() * spread));
    }
    float[] odds = Softmax.logOdds(logits, classes);
    assertEquals(rows * classes, odds.length);
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < classes; k++) {
        double expected = logOdds(logits, r * (classes + 1), classes + 1, k);
        // half a unit of the last of a float's digits is 6e-8 of the value
        assertEquals(expected, odds[r * classes + k], 1e-7 * Math.abs(expected) + 1e-12);
      }
    }
  }

  /** Where p is 1 in a float: 1 − p would be nothing, but 1.2e-9 and 4.2e-18 are left. */
  @Test
  void digitsNearOneAreKept() {
    float[] odds = Softmax.logOdds(new float[] {20, -20, -0.5f, 40, -10, -0.5f}, 2);
    assertEquals(20.5, odds[0], 1e-5);
    assertEquals(-40, odds[1], 1e-5);
    assertEquals(40.5 - Math.log1p(Math.exp(-9.5)), odds[2], 1e-5);
  }

  @Property(tries = 300)
  void giantsStayFiniteAndInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    int classes = 1 + random.nextInt(5);
    float[] logits = new float[classes + 1];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (random.nextFloat() - 0.5f) * (random.nextBoolean() ? 2000 : 100);
    }
    float[] odds = Softmax.logOdds(logits, classes);
    for (int i = 0; i < classes; i++) {
      assertTrue(Float.isFinite(odds[i]));
      for (int j = 0; j < classes; j++) {
        assertTrue(logits[i] <= logits[j] || odds[i] >= odds[j], () -> seed + ": out of order");
      }
    }
  }

  @Test
  void aLoneGiantIsFarFromTheOthers() {
    float[] odds = Softmax.logOdds(new float[] {1000, -1000, 0, 0, -1000, 1000}, 2);
    assertTrue(odds[0] > 70 && Float.isFinite(odds[0]), "certain: " + odds[0]);
    assertTrue(odds[1] < -70 && Float.isFinite(odds[1]), "impossible: " + odds[1]);
    assertTrue(odds[2] < -70 && odds[3] < -70, "certain background");
    float[] equal = Softmax.logOdds(new float[] {1000, 1000, -1000}, 2);
    assertEquals(0, equal[0], 1e-6, "one half each");
    assertEquals(0, equal[1], 1e-6, "one half each");
  }

  /** A class that is more probable in one region than in another has larger odds there. */
  @Property(tries = 200)
  void oddsGrowWithTheLogit(@ForAll long seed) {
    Random random = new Random(seed);
    float[] rows = new float[6];
    for (int k = 0; k < 3; k++) {
      rows[k] = rows[3 + k] = (random.nextFloat() - 0.5f) * 2000;
    }
    rows[3] += 1 + random.nextFloat() * 1000;
    float[] odds = Softmax.logOdds(rows, 2);
    assertTrue(odds[2] >= odds[0], odds[0] + " rose to " + odds[2]);
    assertTrue(odds[3] <= odds[1], odds[1] + " fell to " + odds[3]);
  }
}
