package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoxVotingTest {
  private static final Box BOX = new Box(10, 20, 50, 80);

  @Test
  void isTheWeightedMeanOfWhatOverlapsByHalf() {
    Box shifted = new Box(14, 20, 54, 80); // IoU 36/44
    Box small = new Box(10, 20, 30, 49.9); // under a quarter
    Box voted = new BoxVoting(List.of(BOX, shifted, small), new double[] {0.9, 0.3, 0.8}).vote(BOX);
    assertEquals(10 + 4 * 0.3 / 1.2, voted.x1(), 1e-12);
    assertEquals(20, voted.y1(), 1e-12);
    assertEquals(50 + 4 * 0.3 / 1.2, voted.x2(), 1e-12);
    assertEquals(80, voted.y2(), 1e-12);
  }

  /** An IoU of exactly a half is a vote, a box of no weight has none. */
  @Test
  void votesBeginAtAHalf() {
    Box half = new Box(10, 20, 50, 50);
    BoxVoting voting = new BoxVoting(List.of(BOX, half, half), new double[] {1, 1, 0});
    assertEquals(new Box(10, 20, 50, 65), voting.vote(BOX));
    assertTrue(voting.votes(1, BOX));
    assertFalse(voting.votes(2, BOX));
    assertFalse(voting.votes(1, new Box(10, 20, 50, 80.1)));
  }

  @Test
  void withoutVotesTheBoxStays() {
    assertEquals(BOX, new BoxVoting(List.of(), new double[0]).vote(BOX));
    assertEquals(BOX, new BoxVoting(List.of(BOX), new double[] {0}).vote(BOX));
    Box far = new Box(60, 20, 100, 80);
    assertEquals(BOX, new BoxVoting(List.of(far, BOX), new double[] {1, 0.1}).vote(BOX));
  }

  /** So it stays inside an image that they are inside. */
  @Property
  void liesWithinTheHullOfTheVotes(@ForAll("lists") List<Box> boxes) {
    double[] weights = boxes.stream().mapToDouble(box -> 1 / (1 + box.area())).toArray();
    for (Box box : boxes) {
      Box voted = new BoxVoting(boxes, weights).vote(box);
      List<Box> votes = boxes.stream().filter(b -> b.iou(box) >= 0.5 || b.equals(box)).toList();
      assertTrue(voted.x1() >= votes.stream().mapToDouble(Box::x1).min().orElseThrow() - 1e-9);
      assertTrue(voted.y1() >= votes.stream().mapToDouble(Box::y1).min().orElseThrow() - 1e-9);
      assertTrue(voted.x2() <= votes.stream().mapToDouble(Box::x2).max().orElseThrow() + 1e-9);
      assertTrue(voted.y2() <= votes.stream().mapToDouble(Box::y2).max().orElseThrow() + 1e-9);
    }
  }

  @Provide
  Arbitrary<List<Box>> lists() {
    return Boxes.onGrid(12).list().ofMaxSize(20);
  }
}
