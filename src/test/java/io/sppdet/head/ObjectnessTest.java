package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.pooling.roi.RoiVectors;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ObjectnessTest {
  /** Exact sums of decimals, of more rows than fit into one block, and of an odd length. */
  @Test
  void isTheLinearLayer() {
    Random random = new Random(1);
    int length = 13;
    int rows = 600;
    float[] weight = numbers(random, length);
    float[] values = numbers(random, rows * length);
    double[] scores = new Objectness(weight, 0.25f).of(RoiVectors.of(values, length));
    assertEquals(rows, scores.length);
    for (int r = 0; r < rows; r++) {
      BigDecimal sum = new BigDecimal(0.25);
      for (int i = 0; i < length; i++) {
        sum = sum.add(new BigDecimal(weight[i]).multiply(new BigDecimal(values[r * length + i])));
      }
      assertEquals(sum.doubleValue(), scores[r], 1e-12);
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @Test
  void ofEqualOnesTheFirstStay() {
    assertArrayEquals(new int[] {1, 2, 4}, Objectness.highest(new double[] {0, 7, 3, 3, 9, 3}, 3));
    assertArrayEquals(new int[] {0, 1}, Objectness.highest(new double[] {-5, -5}, 2));
    assertArrayEquals(new int[0], Objectness.highest(new double[] {1}, 0));
  }

  @Property
  void noneLeftOutIsHigher(
      @ForAll @Size(max = 40) double[] scores, @ForAll @IntRange(max = 40) int wanted) {
    int most = Math.min(wanted, scores.length);
    int[] best = Objectness.highest(scores, most);
    assertEquals(most, Arrays.stream(best).distinct().count());
    double least =
        Arrays.stream(best).mapToDouble(i -> scores[i]).min().orElse(Double.POSITIVE_INFINITY);
    assertEquals(
        0,
        IntStream.range(0, scores.length)
            .filter(i -> Arrays.binarySearch(best, i) < 0 && scores[i] > least)
            .count());
  }
}
