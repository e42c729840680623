package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ContextTest {
  private static final float[] CELL = {1, 2, 3};

  /** Products with the cell: 1.25, -99.5, 30 and, of a class nothing is known of, 0. */
  private static Context context(double share) {
    return new Context(
        new float[] {0.5f, -1, 1, -50, -25, 0, 10, 10, 0, 0, 0, 0},
        new float[] {-0.25f, 0.5f, 0, 0},
        share);
  }

  /** ln(99) = 4.59512 and ln(9) = 2.19722 are where 1 in 100 and 9 in 10 lie. */
  @Test
  void logOddsAreKeptBetweenOneInAHundredAndNineInTen() {
    float[] wanted = {1.25f, -4.59512f, 2.19722f, 0};
    assertArrayEquals(wanted, context(1).of(CELL), 1e-5f);
  }

  @Test
  void aShareOfThemCounts() {
    float[] all = context(1).of(CELL);
    float[] some = context(0.2).of(CELL);
    for (int k = 0; k < all.length; k++) {
      all[k] *= 0.2f;
    }
    assertArrayEquals(all, some, 1e-6f);
  }
}
