package io.sppdet.inspect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.detect.Candidate;
import io.sppdet.detect.ClassSelection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.proposal.ProposalMethod;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is inspected is what {@link Detector} computes. */
class InspectionTest {
  private static final Box OWN = new Box(60, 90, 200.5, 210);

  private static ModelDirectory model;
  private static SppNet net;
  private static Image photo;

  @BeforeAll
  static void load() {
    model = ModelDirectory.open(Path.of("models", "voc07")).withScales(List.of(320, 480));
    net = SppNet.load(model);
    photo = new ImageReader().read(Path.of("samples", "chelsea.jpg"));
  }

  @AfterAll
  static void close() {
    net.close();
  }

  private static Detector detector(double threshold, double nms, int most) {
    Selection selection = new Selection(threshold, nms, most, Set.of());
    return new Detector(ProposalMethod.of("fast").generator(300), net, selection);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 1})
  void detectionsAreThoseOfTheDetector(double threshold) {
    Detector detector = detector(threshold, 0.3, 100);
    Inspection inspection = Inspection.of(detector, photo, List.of(OWN));
    assertEquals(detector.detect(photo), inspection.detections());
    assertEquals(threshold == 1, inspection.detections().isEmpty());
    assertEquals(inspection.detections(), inspection.result().detections());
    assertEquals(inspection.proposals(), inspection.result().proposals().size());
  }

  @Test
  void layersAreThoseThatScored() {
    Inspection inspection = Inspection.of(detector(0.5, 0.3, 100), photo, List.of());
    Regions regions = inspection.regions();
    RegionScores scores = net.head().score(regions.pooled());
    assertArrayEquals(scores.margins(), regions.layers().scores().margins());
    assertArrayEquals(scores.deltas(), regions.layers().scores().deltas());
    assertArrayEquals(net.head().features(regions.pooled()), regions.layers().fc7());
    assertArrayEquals(net.pooling().apply(inspection.conv5(), regions.boxes()), regions.pooled());
  }

  /**
   * Of a proposal that is asked about again: the same but for the digits of another matrix size.
   */
  @Test
  void ownBoxesAreScoredAsProposalsAre() {
    List<Box> proposals =
        Inspection.of(detector(0.5, 0.3, 100), photo, List.of()).regions().boxes();
    List<Box> again = List.of(proposals.get(7), proposals.get(100));
    Inspection inspection = Inspection.of(detector(0.5, 0.3, 100), photo, again);
    Regions regions = inspection.regions();
    int count = inspection.proposals();
    assertEquals(count + 2, regions.boxes().size());
    int[] twins = {7, 100};
    for (int i = 0; i < twins.length; i++) {
      assertEquals(regions.windows().get(twins[i]), regions.windows().get(count + i));
      for (int k = 0; k < net.detector().classes().size(); k++) {
        float margin = regions.layers().scores().margin(twins[i], k);
        assertEquals(margin, regions.layers().scores().margin(count + i, k), 1e-4);
        Box box = inspection.regressed(twins[i], k);
        assertTrue(box.iou(inspection.regressed(count + i, k)) > 0.9999);
      }
    }
  }

  @Test
  void suppressorsOverlapAndDetectionsAreWhatIsLeft() {
    double nms = 0.4;
    Inspection inspection = Inspection.of(detector(1e-3, nms, 3), photo, List.of());
    assertEquals(3, inspection.found().size());
    boolean suppressed = false;
    Set<List<Integer>> kept = new HashSet<>();
    for (ClassSelection selected : inspection.classes()) {
      List<Candidate> candidates = selected.candidates();
      for (int i = 0; i < candidates.size(); i++) {
        Candidate candidate = candidates.get(i);
        Box box = inspection.regressed(candidate.region(), selected.classId());
        assertEquals(box, candidate.detection().box());
        assertTrue(candidate.detection().score() >= 1e-3);
        int by = selected.suppressors()[i];
        if (by < 0) {
          kept.add(List.of(selected.classId(), candidate.region()));
        } else {
          suppressed = true;
          assertTrue(box.iou(candidates.get(by).detection().box()) > nms);
        }
      }
    }
    assertTrue(suppressed);
    for (Candidate found : inspection.found()) {
      assertTrue(kept.contains(List.of(found.detection().classId(), found.region())));
    }
  }

  @Test
  void detectionsAndOwnBoxesAreAlwaysShownAndTheBestOfTheRest() {
    Inspection inspection = Inspection.of(detector(0.02, 0.3, 100), photo, List.of(OWN));
    List<Integer> least = inspection.shown(0);
    inspection.found().forEach(found -> assertTrue(least.contains(found.region())));
    assertTrue(least.contains(inspection.proposals()));
    assertEquals(least.size(), new HashSet<>(least).size());

    List<Integer> more = inspection.shown(least.size() + 20);
    assertEquals(least, more.subList(0, least.size()));
    assertEquals(least.size() + 20, new HashSet<>(more).size());
    List<Integer> all = inspection.shown(10_000);
    assertEquals(inspection.regions().boxes().size(), new HashSet<>(all).size());
    int last = all.get(all.size() - 1);
    double worst = inspection.score(last, inspection.bestClass(last));
    for (int region : more) {
      assertFalse(inspection.score(region, inspection.bestClass(region)) < worst);
    }
  }
}
