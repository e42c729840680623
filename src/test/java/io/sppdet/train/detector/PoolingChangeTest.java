package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolingChangeTest {
  private static final int CONV5 = 3;
  private static final int BINS = 5;
  private static final int LENGTH = CONV5 * BINS;
  private static final int FC6 = 4;

  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(6, 0, CONV5, Neck.NONE),
          BINS,
          FC6,
          2,
          new HeadSize.Outputs(1, Classifier.SOFTMAX, BoxRegression.NONE));

  private static float[] random(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static HeadWeights head(Random random) {
    HeadWeights head = new HeadWeights(SIZE);
    head.set("fc6.weight", random(random, FC6 * LENGTH));
    head.set("fc6.bias", random(random, FC6));
    return head;
  }

  /** Sums of fc6, before its ReLU. */
  private static float[] sums(HeadWeights head, float[] vector) {
    float[] weight = head.get("fc6.weight");
    float[] sums = head.get("fc6.bias");
    for (int output = 0; output < FC6; output++) {
      for (int i = 0; i < LENGTH; i++) {
        sums[output] += weight[output * LENGTH + i] * vector[i];
      }
    }
    return sums;
  }

  /** Where the old vector is a line of the new one, fc6 gives the same. */
  @Test
  void linesAreFoundExactly() {
    Random random = new Random(1);
    float[] after = random(random, 40 * LENGTH);
    float[] before = new float[after.length];
    for (int i = 0; i < after.length; i++) {
      before[i] = (1 + i % LENGTH) * after[i] + 0.5f * (i % LENGTH) - 2;
    }
    PoolingChange change = new PoolingChange(LENGTH);
    change.add(before, after);
    assertEquals(40, change.regions());
    for (int i = 0; i < LENGTH; i++) {
      assertEquals(1 + i, change.slope(i), 1e-4 * Math.pow(1 + i, 3) + 1e-5);
    }
    HeadWeights head = head(random);
    float[] wanted = sums(head, Arrays.copyOf(before, LENGTH));
    change.adapt(head);
    float[] sums = sums(head, Arrays.copyOf(after, LENGTH));
    for (int i = 0; i < FC6; i++) {
      assertEquals(wanted[i], sums[i], 0.02 * Math.abs(wanted[i]) + 2);
    }
  }

  /** What never varies keeps its weight, and what falls as the old one rises has none. */
  @Test
  void slopesAreNeverNegative() {
    PoolingChange change = new PoolingChange(LENGTH);
    float[] before = new float[2 * LENGTH];
    float[] after = new float[2 * LENGTH];
    before[0] = 1;
    before[LENGTH] = 3;
    after[0] = after[LENGTH] = 5;
    before[1] = 4;
    after[LENGTH + 1] = 2;
    change.add(before, after);
    assertEquals(1, change.slope(0));
    assertEquals(2 - 5, change.offset(0));
    assertEquals(0, change.slope(1));
    assertEquals(2, change.offset(1));
    assertEquals(1, change.slope(2), "dead");
    assertEquals(0, change.offset(2), "dead");
  }

  /** A rest of rounding where the old value is large must not become a weight. */
  @Test
  void slopesAreBounded() {
    Random random = new Random(3);
    PoolingChange change = new PoolingChange(LENGTH);
    float[] before = random(random, 40 * LENGTH);
    float[] after = random(random, 40 * LENGTH);
    for (int i = 0; i < after.length; i++) {
      after[i] = before[i] * 1e-13f;
    }
    change.add(before, after);
    for (int i = 0; i < LENGTH; i++) {
      assertTrue(change.slope(i) <= 50, "slope " + change.slope(i));
    }
  }

  @Test
  void noRegionsChangeNothing() {
    HeadWeights head = head(new Random(2));
    float[] weight = head.get("fc6.weight");
    new PoolingChange(LENGTH).adapt(head);
    assertArrayEquals(weight, head.get("fc6.weight"));
  }
}
