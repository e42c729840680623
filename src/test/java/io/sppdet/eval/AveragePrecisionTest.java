package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  /** Right, wrong, right, of 4 objects: precision 1 up to recall 1/4, then 2/3 up to 1/2. */
  private final double[] precision = {1, 0.5, 2.0 / 3};

  private final double[] recall = {0.25, 0.25, 0.5};

  @Test
  void elevenPointsByHand() {
    assertEquals(
        (3 + 3 * 2.0 / 3) / 11,
        AveragePrecision.elevenPoint(precision, recall),
        1e-15,
        "recalls 0, .1, .2 at precision 1 and .3, .4, .5 at 2/3");
  }

  @Test
  void areaByHand() {
    assertEquals(0.25 + 0.25 * 2 / 3, AveragePrecision.area(precision, recall), 1e-15);
  }

  @Test
  void aRecallOfExactlyATenthReachesItsPoint() {
    for (int tenth = 1; tenth <= 10; tenth++) {
      double[] one = {1};
      double[] reached = {(double) (3 * tenth) / 30};
      assertEquals((tenth + 1) / 11.0, AveragePrecision.elevenPoint(one, reached), 1e-15);
    }
  }

  @Test
  void nothingFoundIsNought() {
    assertEquals(0, AveragePrecision.elevenPoint(new double[0], new double[0]));
    assertEquals(0, AveragePrecision.area(new double[0], new double[0]));
  }

  @Test
  void refusesListsOfDifferentLength() {
    double[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> AveragePrecision.area(one, new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> AveragePrecision.elevenPoint(one, new double[0]));
  }
}
