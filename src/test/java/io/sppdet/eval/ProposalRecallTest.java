package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.Boxes;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class ProposalRecallTest {
  @Provide
  Arbitrary<List<Box>> boxes() {
    return Boxes.onGrid(8).list().ofMaxSize(10);
  }

  private static ProposalRecall.Result recall(List<Box> objects, List<Box> proposals) {
    ProposalRecall recall = new ProposalRecall();
    recall.add(
        objects.stream().map(box -> new LabelledObject("cat", box, false)).toList(), proposals);
    return recall.result();
  }

  @Test
  void countsByHand() {
    Box box = new Box(0, 0, 10, 10);
    ProposalRecall recall = new ProposalRecall();
    recall.add(
        List.of(new LabelledObject("cat", box, false), new LabelledObject("cow", box, true)),
        List.of(new Box(0, 0, 10, 5), new Box(0, 0, 10, 2), box.clip(10, 7)));
    recall.add(List.of(new LabelledObject("cat", box, false)), List.of(new Box(0, 0, 5, 10)));
    recall.add(List.of(new LabelledObject("dog", box, false)), List.of());
    assertEquals(
        new ProposalRecall.Result(2.0 / 3, 1.0 / 3, ((0.7 + 0.5) / 2 + 0) / 2, 3, 4.0 / 3),
        recall.result(),
        "an overlap of exactly 0.5 or 0.7 is enough; the difficult cow doesn't count");
  }

  @Test
  void withoutObjectsThereIsNoRecall() {
    ProposalRecall.Result result = new ProposalRecall().result();
    assertEquals(0, result.objects());
    assertTrue(Double.isNaN(result.recall50()) && Double.isNaN(result.mabo()));
  }

  @Property
  void theObjectsThemselvesCoverAll(@ForAll("boxes") @NotEmpty List<Box> objects) {
    ProposalRecall.Result result = recall(objects, objects);
    assertEquals(1, result.recall50());
    assertEquals(1, result.recall70());
    assertEquals(1, result.mabo(), 1e-12);
  }

  @Property
  void anotherProposalNeverHurts(
      @ForAll("boxes") @NotEmpty List<Box> objects,
      @ForAll("boxes") @NotEmpty List<Box> proposals) {
    ProposalRecall.Result fewer = recall(objects, proposals.subList(0, proposals.size() - 1));
    ProposalRecall.Result more = recall(objects, proposals);
    assertTrue(more.recall50() >= fewer.recall50() && more.recall50() >= more.recall70());
    assertTrue(more.recall70() >= fewer.recall70());
    assertTrue(more.mabo() >= fewer.mabo());
  }
}
