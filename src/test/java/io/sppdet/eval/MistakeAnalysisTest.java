package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.eval.MistakeAnalysis.Finding;
import io.sppdet.eval.MistakeAnalysis.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.Boxes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MistakeAnalysisTest {
  private static final Box BOX = new Box(100, 100, 200, 200);
  private static final Box FAR = new Box(500, 500, 600, 600);
  private static final double HALF = 0.5;

  /** {@link #BOX} moved to the right until its IoU with it is the one given. */
  private static Box overlapping(double iou) {
    double shift = 100 * (1 - iou) / (1 + iou);
    return new Box(BOX.x1() + shift, BOX.y1(), BOX.x2() + shift, BOX.y2());
  }

  private static LabelledObject object(String label, Box box) {
    return new LabelledObject(label, box, false);
  }

  private static Detection detection(String label, double score, Box box) {
    return new Detection(label, 0, score, 0, box);
  }

  private static LabelledImage image(LabelledObject... truth) {
    return new LabelledImage("a", Path.of("a.jpg"), List.of(truth));
  }

  private static MistakeAnalysis.Result analyse(LabelledImage image, Detection... detections) {
    MistakeAnalysis analysis = new MistakeAnalysis(HALF, SimilarClasses.VOC);
    analysis.add(image, List.of(detections));
    return analysis.result();
  }

  private static Finding only(LabelledObject object, Detection detection) {
    List<Finding> findings = analyse(image(object), detection).findings();
    assertEquals(detection, findings.get(0).detection());
    return findings.get(0);
  }

  @Test
  void eachKindByHand() {
    LabelledObject cat = object("cat", BOX);
    assertEquals(Kind.RIGHT, only(cat, detection("cat", 0.9, overlapping(0.51))).kind());
    assertEquals(Kind.LOCALISATION, only(cat, detection("cat", 0.9, overlapping(0.49))).kind());
    assertEquals(Kind.LOCALISATION, only(cat, detection("cat", 0.9, overlapping(0.11))).kind());
    assertEquals(Kind.BACKGROUND, only(cat, detection("cat", 0.9, overlapping(0.09))).kind());
    assertEquals(Kind.SIMILAR_CLASS, only(cat, detection("dog", 0.9, overlapping(0.11))).kind());
    assertEquals(Kind.SIMILAR_CLASS, only(cat, detection("person", 0.9, BOX)).kind());
    assertEquals(Kind.OTHER_CLASS, only(cat, detection("sofa", 0.9, BOX)).kind());
    assertEquals(Kind.BACKGROUND, only(cat, detection("sofa", 0.9, overlapping(0.09))).kind());
  }

  @Test
  void theObjectIsTheOneOfItsSortOverlappedMost() {
    LabelledImage image =
        image(
            object("sofa", BOX),
            object("cat", overlapping(0.3)),
            object("dog", overlapping(0.4)),
            object("cow", overlapping(0.2)));
    Finding localisation = analyse(image, detection("cow", 0.9, BOX)).findings().get(0);
    assertEquals(Kind.LOCALISATION, localisation.kind(), "its own class comes first");
    assertEquals("cow", localisation.object().label());
    assertEquals(0.2, localisation.iou(), 1e-12);
    Finding similar = analyse(image, detection("bird", 0.9, BOX)).findings().get(0);
    assertEquals(Kind.SIMILAR_CLASS, similar.kind(), "then similar ones, though the sofa is there");
    assertEquals("dog", similar.object().label());
  }

  @Test
  void aSecondDetectionOfAnObjectIsADuplicate() {
    MistakeAnalysis.Result result =
        analyse(
            image(object("cat", BOX)),
            detection("cat", 0.7, BOX),
            detection("cat", 0.9, overlapping(0.8)),
            detection("cat", 0.6, overlapping(0.3)));
    List<Finding> findings = result.findings();
    assertEquals(
        List.of(Kind.RIGHT, Kind.LOCALISATION, Kind.LOCALISATION),
        findings.stream().map(Finding::kind).toList());
    assertEquals(0.9, findings.get(0).detection().score(), "the best first");
    assertTrue(findings.get(1).duplicate());
    assertFalse(findings.get(2).duplicate());
    assertFalse(findings.get(0).duplicate());
  }

  @Test
  void whatIsNotFoundIsMissedUnlessDifficult() {
    LabelledImage image =
        image(
            object("cat", BOX),
            object("cat", BOX), // a twin: its detection is taken for the first one's
            object("dog", FAR),
            new LabelledObject("cow", FAR, true));
    MistakeAnalysis.Result result =
        analyse(
            image,
            detection("cat", 0.9, BOX),
            detection("dog", 0.49, FAR), // below the threshold
            detection("cow", 0.8, FAR)); // of a difficult object: nothing
    assertEquals(
        Map.of(
            Kind.RIGHT, 1,
            Kind.LOCALISATION, 0,
            Kind.SIMILAR_CLASS, 0,
            Kind.OTHER_CLASS, 0,
            Kind.BACKGROUND, 0,
            Kind.MISSED, 2),
        result.counts());
    Finding missed = result.findings().get(2);
    assertEquals(object("dog", FAR), missed.object());
    assertEquals(image, missed.image());
    assertNull(missed.detection());
    assertEquals(0, missed.iou());
  }

  @Test
  void confusionByHand() {
    MistakeAnalysis.Result result =
        analyse(
            image(object("cat", BOX), object("dog", FAR), object("dog", new Box(0, 0, 50, 50))),
            detection("dog", 0.95, BOX), // the cat has a right detection: background
            detection("cat", 0.9, BOX),
            detection("cow", 0.8, FAR), // a dog is taken for a cow
            detection("sofa", 0.7, FAR), // the dog is taken: background
            detection("sofa", 0.3, new Box(0, 0, 50, 50))); // below the threshold
    ConfusionMatrix confusion = result.confusion();
    assertEquals(List.of("cat", "cow", "dog", "sofa"), confusion.classes());
    assertEquals(
        List.of(
            List.of(1, 0, 0, 0, 0),
            List.of(0, 0, 0, 0, 0),
            List.of(0, 1, 0, 0, 1),
            List.of(0, 0, 0, 0, 0),
            List.of(0, 0, 1, 1, 0)),
        confusion.counts());
  }

  /** VOC gives both detections to the first of two objects in one place: the second is a miss. */
  @Test
  void aSecondDetectionIsNotRightForATwin() {
    LabelledObject twin = new LabelledObject("sofa", new Box(0, 3, 2, 5), false);
    Detection found = detection("sofa", HALF, twin.box());
    MistakeAnalysis.Result result = analyse(image(twin, twin), found, found);
    assertEquals(List.of(List.of(1, 1), List.of(1, 0)), result.confusion().counts());
  }

  @Test
  void similarityIsMutualAndNotWithItself() {
    assertTrue(SimilarClasses.VOC.similar("bird", "aeroplane"));
    assertTrue(SimilarClasses.VOC.similar("aeroplane", "bird"));
    assertFalse(SimilarClasses.VOC.similar("boat", "bird"));
    assertFalse(SimilarClasses.VOC.similar("cat", "cat"));
    assertFalse(SimilarClasses.VOC.similar("RBC", "WBC"));
  }

  @Provide
  Arbitrary<LabelledImage> images() {
    return Combinators.combine(
            Arbitraries.of("cat", "dog", "sofa"),
            Boxes.onGrid(6),
            Arbitraries.of(false, false, true))
        .as(LabelledObject::new)
        .list()
        .ofMaxSize(6)
        .map(truth -> image(truth.toArray(LabelledObject[]::new)));
  }

  @Provide
  Arbitrary<List<Detection>> detections() {
    return Combinators.combine(
            Arbitraries.of("cat", "dog", "sofa"),
            Arbitraries.integers().between(0, 8),
            Boxes.onGrid(6))
        .as((label, score, box) -> detection(label, score / 8.0, box))
        .list()
        .ofMaxSize(9);
  }

  /** The analysis tells the story of the average precision, object by object. */
  @Property
  void agreesWithVocEvaluation(
      @ForAll("images") LabelledImage image, @ForAll("detections") List<Detection> detections) {
    MistakeAnalysis.Result result = analyse(image, detections.toArray(Detection[]::new));
    VocEvaluation voc = new VocEvaluation();
    voc.add(image.objects(), detections);
    List<List<Integer>> counts = result.confusion().counts();
    int background = result.confusion().classes().size();
    int right = 0;
    int wrong = 0;
    int objects = 0;
    for (VocEvaluation.ClassResult of : voc.result().classes()) {
      List<VocEvaluation.Ranked> ranked =
          voc.matched(of.label()).stream().filter(r -> r.detection().score() >= HALF).toList();
      int rightOfClass = (int) ranked.stream().filter(VocEvaluation.Ranked::right).count();
      int k = result.confusion().classes().indexOf(of.label());
      assertEquals(rightOfClass, counts.get(k).get(k));
      assertEquals(of.objects(), counts.get(k).stream().mapToInt(n -> n).sum());
      assertEquals(ranked.size(), counts.stream().mapToInt(row -> row.get(k)).sum());
      right += rightOfClass;
      wrong += ranked.size() - rightOfClass;
      objects += of.objects();
    }
    assertEquals(right, result.counts().get(Kind.RIGHT));
    assertEquals(objects - right, result.counts().get(Kind.MISSED));
    int kindsOfWrong =
        Arrays.stream(Kind.values())
            .filter(kind -> kind != Kind.RIGHT && kind != Kind.MISSED)
            .mapToInt(result.counts()::get)
            .sum();
    assertEquals(wrong, kindsOfWrong);
    assertEquals(0, counts.get(background).get(background));
  }
}
