package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sppdet.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnlineHardExamplesTest {
  private static final int BACKGROUND = 20;

  /** Two positives, then background in places of its own. */
  private static RoiSampler.Sample sample(int regions) {
    List<Integer> labels = new ArrayList<>(List.of(3, 5));
    for (int i = 2; i < regions; i++) {
      labels.add(BACKGROUND);
    }
    return new RoiSampler.Sample(
        IntStream.range(0, regions).map(i -> 100 + i).boxed().toList(), labels, 2);
  }

  private static List<Box> apart(int regions) {
    return IntStream.range(0, regions).mapToObj(i -> new Box(10 * i, 0, 10 * i + 10, 10)).toList();
  }

  @Test
  void positivesStayHalfOfTheRestIsHardestTheOtherIsDrawnFirst() {
    float[] losses = {9, 9, 0, 1, 5, 2, 7, 3, 6, 0};
    RoiSampler.Sample chosen = new OnlineHardExamples(6).choose(sample(10), apart(10), losses);
    assertEquals(List.of(100, 101, 102, 103, 106, 108), chosen.regions());
    assertEquals(List.of(3, 5, 20, 20, 20, 20), chosen.labels());
    assertEquals(2, chosen.positives());
  }

  @Test
  void nearlyTheSameRegionsCountOnce() {
    List<Box> boxes = new ArrayList<>(apart(10));
    boxes.set(8, new Box(60, 0, 70, 9)); // nine tenths of number 6
    float[] losses = {9, 9, 0, 1, 5, 2, 7, 3, 6, 0};
    RoiSampler.Sample chosen = new OnlineHardExamples(6).choose(sample(10), boxes, losses);
    assertEquals(List.of(100, 101, 102, 103, 104, 106), chosen.regions());
  }

  @Test
  void withTooFewToChooseFromAllAreTaken() {
    RoiSampler.Sample few = sample(5);
    assertSame(few, new OnlineHardExamples(6).choose(few, apart(5), new float[5]));
  }
}
