package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProposalMethodTest {
  @Test
  void namesRoundTrip() {
    for (ProposalMethod method : ProposalMethod.values()) {
      assertEquals(method, ProposalMethod.of(method.toString()));
    }
  }

  @Test
  void unknownNameListsTheKnown() {
    SppdetException e = assertThrows(SppdetException.class, () -> ProposalMethod.of("edge-boxes"));
    assertEquals(SppdetException.Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("edge-boxes"), e.getMessage());
    assertTrue(e.getMessage().contains("fast, fine"), e.getMessage());
  }

  @Test
  void limitKeepsTheWholeImageAndTheCount() {
    List<Box> boxes = IntStream.range(0, 100).mapToObj(i -> new Box(0, 0, 200 - i, 100)).toList();
    for (int max : new int[] {1, 7, 99, 100, 500}) {
      List<Box> kept =
          new LimitedProposals(image -> boxes, max).propose(Pictures.plain(200, 100, 0, 0, 0));
      assertEquals(Math.min(max, 100), kept.stream().distinct().count());
      assertEquals(boxes.get(0), kept.get(0));
      assertEquals(boxes.stream().filter(kept::contains).toList(), kept, "order");
    }
    assertThrows(IllegalArgumentException.class, () -> ProposalMethod.FAST.generator(0));
  }
}
