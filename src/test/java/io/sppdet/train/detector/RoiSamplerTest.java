package io.sppdet.train.detector;

import static io.sppdet.train.detector.RegionLabelsTest.CLASSES;
import static io.sppdet.train.detector.RegionLabelsTest.difficult;
import static io.sppdet.train.detector.RegionLabelsTest.object;
import static io.sppdet.train.detector.RegionLabelsTest.regions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.Boxes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoiSamplerTest {
  private static final int BACKGROUND = CLASSES.size();

  @Provide
  Arbitrary<Box> inside() {
    return Boxes.onGrid(40);
  }

  @Property
  void drawsWhatTheRulesAllow(
      @ForAll long seed,
      @ForAll @Size(max = 4) List<@From("inside") Box> objects,
      @ForAll @Size(max = 60) List<@From("inside") Box> proposals,
      @ForAll @IntRange(min = 1, max = 40) int count) {
    List<LabelledObject> labelled =
        objects.stream()
            .map(box -> new LabelledObject(box.x1() < 20 ? "cat" : "dog", box, box.y1() < 10))
            .toList();
    RegionLabels regions = regions(labelled, proposals, false);
    RoiSampler.Sample sample = new RoiSampler(count, 0).draw(regions, BACKGROUND, new Random(seed));

    assertTrue(sample.regions().size() <= count);
    assertEquals(sample.regions().size(), sample.labels().size());
    assertEquals(sample.regions().size(), new HashSet<>(sample.regions()).size(), "drawn twice");
    int positives = 0;
    boolean anyFar = false;
    for (int i = 0; i < sample.regions().size(); i++) {
      int label = sample.labels().get(i);
      Box box = regions.boxes().get(sample.regions().get(i));
      double most = mostOverlap(labelled, box);
      if (label == BACKGROUND) {
        assertTrue(most < 0.5, "background of IoU " + most);
        anyFar |= most < 0.1;
      } else {
        positives++;
        assertTrue(most >= 0.5, "positive of IoU " + most);
        boolean known =
            labelled.stream()
                .filter(o -> !o.difficult() && CLASSES.indexOf(o.label()) == label)
                .anyMatch(o -> o.box().iou(box) == most);
        assertTrue(known, "no object of the class that is not difficult overlaps it most");
      }
    }
    assertTrue(positives <= count / 4, positives + " positives of " + count);
    long near =
        regions.boxes().stream()
            .mapToDouble(box -> mostOverlap(labelled, box))
            .filter(iou -> iou >= 0.1 && iou < 0.5)
            .count();
    if (anyFar) {
      assertTrue(near < count, "background far off though there was enough near the objects");
    }
    if (near >= count) {
      assertEquals(count, sample.regions().size());
    }
  }

  private static double mostOverlap(List<LabelledObject> objects, Box box) {
    return objects.stream().mapToDouble(o -> o.box().iou(box)).max().orElse(0);
  }

  @Test
  void aQuarterIsPositiveWhereThereIsEnoughOfAll() {
    RoiSampler.Sample sample = new RoiSampler(64, 0).draw(plenty(), BACKGROUND, new Random(1));
    assertEquals(64, sample.regions().size());
    assertEquals(48, sample.labels().stream().filter(label -> label == BACKGROUND).count());
    assertEquals(16, sample.labels().stream().filter(label -> label == 1).count());
  }

  @Test
  void seedsDecide() {
    RoiSampler sampler = new RoiSampler(64, 0);
    RoiSampler.Sample first = sampler.draw(plenty(), BACKGROUND, new Random(1));
    assertEquals(first, sampler.draw(plenty(), BACKGROUND, new Random(1)));
    assertNotEquals(first, sampler.draw(plenty(), BACKGROUND, new Random(2)));
  }

  @Test
  void imagesWithoutObjectsGiveBackground() {
    RegionLabels regions =
        regions(List.of(), List.of(new Box(0, 0, 40, 40), new Box(0, 0, 5, 5)), false);
    RoiSampler.Sample sample = new RoiSampler(64, 0).draw(regions, BACKGROUND, new Random(1));
    assertEquals(List.of(BACKGROUND, BACKGROUND), sample.labels());
  }

  @Test
  void difficultObjectsAreNeitherPositiveNorBackground() {
    Box box = new Box(0, 0, 20, 20);
    RegionLabels regions =
        regions(
            List.of(difficult("cat", box)),
            List.of(box, new Box(0, 0, 20, 19), new Box(0, 0, 20, 10), new Box(0, 0, 20, 9)),
            false);
    RoiSampler.Sample sample = new RoiSampler(64, 0).draw(regions, BACKGROUND, new Random(1));
    assertEquals(List.of(3), sample.regions()); // IoU 0.45
    assertEquals(List.of(BACKGROUND), sample.labels());
  }

  /** A dog, 100 boxes on it, 300 near it and 300 far off. */
  private static RegionLabels plenty() {
    Box dog = new Box(0, 0, 20, 20);
    List<Box> proposals = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      if (i < 100) {
        proposals.add(new Box(0, 0, 20, 19 + i / 100.0));
      }
      proposals.add(new Box(0, 0, 20, 5 + i / 100.0));
      proposals.add(new Box(25, 0, 30, 5 + i / 100.0));
    }
    return regions(List.of(object("dog", dog)), proposals, false);
  }
}
