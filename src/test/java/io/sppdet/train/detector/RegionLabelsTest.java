package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.Boxes;
import io.sppdet.train.run.FeatureStore;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RegionLabelsTest {
  static final List<String> CLASSES = List.of("cat", "dog");
  private static final int SIDE = 40;

  static RegionLabels regions(List<LabelledObject> objects, List<Box> proposals, boolean flipped) {
    LabelledImage image = new LabelledImage("a", Path.of("a.png"), objects);
    FeatureStore.Entry entry = new FeatureStore.Entry(image, "0", SIDE, SIDE);
    return new RegionLabels(entry, proposals, CLASSES, flipped);
  }

  static LabelledObject object(String label, Box box) {
    return new LabelledObject(label, box, false);
  }

  static LabelledObject difficult(String label, Box box) {
    return new LabelledObject(label, box, true);
  }

  private static RegionLabels labels(List<LabelledObject> objects, Box... proposals) {
    return regions(objects, List.of(proposals), false);
  }

  @Provide
  Arbitrary<Box> inside() {
    return Boxes.onGrid(SIDE);
  }

  @Test
  void groundTruthComesBeforeTheProposals() {
    Box cat = new Box(0, 0, 10, 10);
    Box hidden = new Box(5, 5, 9, 9);
    Box dog = new Box(20, 20, 30, 40);
    Box proposal = new Box(1, 0, 11, 10);
    RegionLabels regions =
        labels(List.of(object("cat", cat), difficult("cat", hidden), object("dog", dog)), proposal);
    assertEquals(List.of(cat, dog, proposal), regions.boxes());
    assertEquals(2, regions.objects());
    assertEquals(0, regions.classOf(0));
    assertEquals(1, regions.classOf(1));
    assertThrows(IndexOutOfBoundsException.class, () -> regions.classOf(2));
  }

  @Test
  void boxesAreCutToTheImageAndStrangersAreLeftOut() {
    RegionLabels regions =
        labels(
            List.of(
                object("dog", new Box(30, 30, 50, 60)),
                object("dog", new Box(SIDE + 1, 0, SIDE + 9, 9)),
                object("horse", new Box(0, 0, 9, 9))));
    assertEquals(List.of(new Box(30, 30, SIDE, SIDE)), regions.boxes());
  }

  @Test
  void bestOverlapWins() {
    Box cat = new Box(0, 0, 10, 10);
    Box dog = new Box(4, 0, 14, 10);
    RegionLabels regions =
        labels(
            List.of(object("cat", cat), object("dog", dog)),
            new Box(3, 0, 13, 10),
            new Box(0, 20, 10, 30));
    RegionLabels.Match match = regions.match(2);
    assertEquals(new RegionLabels.Match(1, dog, 90.0 / 110, false), match);
    assertEquals(70.0 / 130, regions.overlap(2, 0), 1e-12);
    assertEquals(90.0 / 110, regions.overlap(2, 1), 1e-12);
    RegionLabels.Match none = regions.match(3);
    assertEquals(-1, none.classId());
    assertNull(none.box());
    assertEquals(0, none.iou());
  }

  @Test
  void difficultObjectsLoseATieInEitherOrder() {
    Box box = new Box(0, 0, 10, 10);
    for (List<LabelledObject> objects :
        List.of(
            List.of(difficult("cat", box), object("dog", box)),
            List.of(object("dog", box), difficult("cat", box)))) {
      RegionLabels regions = labels(objects, new Box(0, 0, 10, 9));
      assertEquals(new RegionLabels.Match(1, box, 0.9, false), regions.match(1));
      assertEquals(
          0.9, regions.overlap(1, 0), 1e-12, "the SVM's negatives keep off it all the same");
    }
  }

  @Property
  void mirrorImagesMatchAlike(
      @ForAll @Size(max = 4) List<@From("inside") Box> objects,
      @ForAll @Size(max = 6) List<@From("inside") Box> proposals) {
    List<LabelledObject> labelled =
        objects.stream()
            .map(box -> new LabelledObject(box.x1() < 20 ? "cat" : "dog", box, box.y1() < 10))
            .toList();
    RegionLabels upright = regions(labelled, proposals, false);
    RegionLabels mirrored = regions(labelled, proposals, true);
    assertEquals(upright.objects(), mirrored.objects());
    for (int r = 0; r < upright.boxes().size(); r++) {
      Box box = upright.boxes().get(r);
      Box mirror = new Box(SIDE - box.x2(), box.y1(), SIDE - box.x1(), box.y2());
      assertEquals(mirror, mirrored.boxes().get(r));
      RegionLabels.Match match = upright.match(r);
      RegionLabels.Match same = mirrored.match(r);
      assertEquals(match.classId(), same.classId());
      assertEquals(match.iou(), same.iou());
      assertEquals(match.difficult(), same.difficult());
      assertTrue(match.box() == null || match.box().flip(SIDE).equals(same.box()));
      assertEquals(upright.overlap(r, 1), mirrored.overlap(r, 1));
    }
  }
}
