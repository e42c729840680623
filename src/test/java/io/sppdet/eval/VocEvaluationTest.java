package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.ReferenceFiles;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.Boxes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocEvaluationTest {
  private static final Box BOX = new Box(10, 10, 30, 30);

  /** The truth of one image and what was found in it. */
  record Scene(List<LabelledObject> truth, List<Detection> detections) {}

  @Provide
  Arbitrary<List<Scene>> scenes() {
    Arbitrary<String> label = Arbitraries.of("cat", "dog");
    Arbitrary<Box> box = Boxes.onGrid(6);
    Arbitrary<LabelledObject> object =
        Combinators.combine(label, box, Arbitraries.of(false, false, false, true))
            .as(LabelledObject::new);
    Arbitrary<Detection> detection =
        Combinators.combine(label, box, Arbitraries.integers().between(0, 8))
            .as((l, b, score) -> detection(l, score / 8.0, b));
    return Combinators.combine(object.list().ofMaxSize(5), detection.list().ofMaxSize(8))
        .as(Scene::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .withoutEdgeCases();
  }

  private static Detection detection(String label, double score, Box box) {
    return new Detection(label, 0, score, 0, box);
  }

  private static LabelledObject cat(Box box) {
    return new LabelledObject("cat", box, false);
  }

  private static VocEvaluation.Result evaluate(List<Scene> scenes) {
    VocEvaluation evaluation = new VocEvaluation();
    scenes.forEach(scene -> evaluation.add(scene.truth(), scene.detections()));
    return evaluation.result();
  }

  private static VocEvaluation.Result evaluate(
      List<LabelledObject> truth, Detection... detections) {
    return evaluate(List.of(new Scene(truth, List.of(detections))));
  }

  /**
   * The development kits' {@code VOCevaldet.m}: {@code ov=iw*ih/ua} of boxes that include their
   * last pixel, {@code ovmax>=VOCopts.minoverlap}, and {@code VOCinit.m}: {@code minoverlap=0.5}.
   */
  @ParameterizedTest
  @CsvSource({
    "1 1 20 10, 1 1 10 10, 1", // 100 of 200 pixels
    "1 1 20 10, 11 1 20 10, 1",
    "1 1 20 10, 1 1 9 10, 0",
    "1 1 20 10, 1 1 11 10, 1",
    "1 1 10 10, 1 1 20 10, 1",
    "11 21 40 50, 21 21 50 50, 1", // 600 of 1200
    "11 21 40 50, 22 21 51 50, 0"
  })
  void halfIsEnough(String object, String found, double ap) {
    List<LabelledObject> truth = List.of(new LabelledObject("cat", ofPixels(object), false));
    assertEquals(ap, evaluate(truth, detection("cat", 0.5, ofPixels(found))).map());
  }

  /** Numbers of the first and the last pixel, from 1. */
  private static Box ofPixels(String corners) {
    double[] c = Arrays.stream(corners.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new Box(c[0] - 1, c[1] - 1, c[2], c[3]);
  }

  @Test
  void equalsTheReference() throws IOException {
    JsonNode json = new ObjectMapper().readTree(ReferenceFiles.of("metrics.json").toFile());
    Map<Integer, Scene> images = new TreeMap<>();
    for (JsonNode node : json.get("ground_truth")) {
      scene(images, node)
          .truth()
          .add(
              new LabelledObject(
                  json.get("classes").get(node.get("class").asInt()).asText(),
                  box(node),
                  node.get("difficult").asBoolean()));
    }
    for (JsonNode node : json.get("detections")) {
      String label = json.get("classes").get(node.get("class").asInt()).asText();
      scene(images, node)
          .detections()
          .add(detection(label, node.get("score").asDouble(), box(node)));
    }
    VocEvaluation.Result result = evaluate(List.copyOf(images.values()));
    assertEquals(3, result.classes().size());
    double sum07 = 0;
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double ap07 = json.get("voc07_11_point").get(i).asDouble();
      double ap = json.get("voc_area").get(i).asDouble();
      assertEquals(ap07, result.classes().get(i).ap07(), 5.1e-7);
      assertEquals(ap, result.classes().get(i).ap(), 5.1e-7);
      sum07 += ap07;
      sum += ap;
    }
    assertEquals(sum07 / 3, result.map07(), 1e-6);
    assertEquals(sum / 3, result.map(), 1e-6);
  }

  private static Scene scene(Map<Integer, Scene> images, JsonNode node) {
    return images.computeIfAbsent(
        node.get("image").asInt(), id -> new Scene(new ArrayList<>(), new ArrayList<>()));
  }

  private static Box box(JsonNode node) {
    JsonNode b = node.get("box");
    return new Box(
        b.get(0).asDouble(), b.get(1).asDouble(), b.get(2).asDouble(), b.get(3).asDouble());
  }

  @Test
  void countsByHand() {
    Box far = new Box(50, 50, 70, 70);
    VocEvaluation.Result result =
        evaluate(
            List.of(cat(BOX), cat(far), new LabelledObject("cow", far, true)),
            detection("cat", 0.9, BOX), // right
            detection("cat", 0.8, BOX), // the same object again: wrong
            detection("cat", 0.7, far), // right
            detection("cow", 0.6, far), // difficult: doesn't count
            detection("dog", 0.5, far)); // no such object: wrong
    VocEvaluation.ClassResult cats = result.classes().get(0);
    assertEquals("cat", cats.label());
    assertEquals((6 + 5 * 2.0 / 3) / 11, cats.ap07(), 1e-15);
    assertEquals(0.5 + 0.5 * 2 / 3, cats.ap(), 1e-15);
    assertEquals(2, cats.objects());
    assertEquals(3, cats.detections());
    assertEquals(
        List.of(
            new VocEvaluation.ClassResult("cow", Double.NaN, Double.NaN, 0, 1),
            new VocEvaluation.ClassResult("dog", Double.NaN, Double.NaN, 0, 1)),
        result.classes().subList(1, 3));
    assertEquals(0.5 + 0.5 * 2 / 3, result.map(), 1e-15, "the mean is over the cats alone");
    assertEquals(1, result.images());
  }

  @Test
  void aDetectionBelongsToTheObjectItOverlapsMostEvenIfThatIsTaken() {
    Box near = new Box(12, 10, 32, 30); // IoU 18/22 with BOX
    VocEvaluation.Result result =
        evaluate(
            List.of(cat(BOX), cat(near)), detection("cat", 0.9, BOX), detection("cat", 0.8, BOX));
    assertEquals(0.5, result.map(), "the second is a duplicate, though it overlaps the other cat");
  }

  @Test
  void equalScoresRankAsGiven() {
    Box far = new Box(50, 50, 70, 70);
    List<LabelledObject> truth = List.of(cat(BOX));
    assertEquals(1, evaluate(truth, detection("cat", 0.5, BOX), detection("cat", 0.5, far)).map());
    assertEquals(
        0.5, evaluate(truth, detection("cat", 0.5, far), detection("cat", 0.5, BOX)).map());
    Scene right = new Scene(truth, List.of(detection("cat", 0.5, BOX)));
    Scene wrong = new Scene(List.of(), List.of(detection("cat", 0.5, BOX)));
    assertEquals(1, evaluate(List.of(right, wrong)).map());
    assertEquals(0.5, evaluate(List.of(wrong, right)).map());
  }

  @Test
  void withoutObjectsThereIsNoMean() {
    assertEquals(Double.NaN, new VocEvaluation().result().map07());
    assertEquals(Double.NaN, evaluate(List.of(), detection("cat", 0.5, BOX)).map());
    assertEquals(0, evaluate(List.of(cat(BOX))).map(), "an object that nobody found");
  }

  @Test
  void refusesScoresThatAreNone() {
    assertThrows(
        IllegalArgumentException.class,
        () -> evaluate(List.of(), detection("cat", Double.NaN, BOX)));
  }

  @Property
  void equalsTheDefinition(@ForAll("scenes") List<Scene> scenes) {
    for (VocEvaluation.ClassResult result : evaluate(scenes).classes()) {
      ByDefinition expected = new ByDefinition(scenes, result.label());
      assertEquals(expected.objects, result.objects());
      assertEquals(expected.detections, result.detections());
      assertEquals(expected.elevenPoint(), result.ap07(), 1e-12);
      assertEquals(expected.area(), result.ap(), 1e-12);
    }
  }

  @Property
  void perfectDetectionsScoreOne(@ForAll("scenes") List<Scene> scenes) {
    List<Scene> perfect =
        scenes.stream()
            .map(scene -> scene.truth().stream().distinct().toList())
            .map(VocEvaluationTest::withoutTwins)
            .map(truth -> new Scene(truth, truth.stream().map(o -> found(o, 0.5)).toList()))
            .toList();
    for (VocEvaluation.ClassResult result : evaluate(perfect).classes()) {
      assertEquals(result.objects() > 0 ? 1 : Double.NaN, result.ap07(), 1e-12);
      assertEquals(result.objects() > 0 ? 1 : Double.NaN, result.ap(), 1e-12);
    }
  }

  /** Two objects of a class with the same box can't both be found. */
  private static List<LabelledObject> withoutTwins(List<LabelledObject> truth) {
    List<LabelledObject> kept = new ArrayList<>();
    for (LabelledObject object : truth) {
      if (kept.stream()
          .noneMatch(k -> k.label().equals(object.label()) && k.box().equals(object.box()))) {
        kept.add(object);
      }
    }
    return kept;
  }

  private static Detection found(LabelledObject object, double score) {
    return detection(object.label(), score, object.box());
  }

  @Property
  void aWrongDetectionBelowAllOthersChangesNothing(@ForAll("scenes") List<Scene> scenes) {
    List<Scene> more = new ArrayList<>(scenes);
    more.add(new Scene(List.of(), List.of(detection("cat", -1, BOX), detection("dog", -1, BOX))));
    assertEquals(evaluate(scenes).map(), evaluate(more).map(), 1e-12);
    assertEquals(evaluate(scenes).map07(), evaluate(more).map07(), 1e-12);
  }

  @Property
  void aWrongDetectionAboveAllOthersNeverHelps(@ForAll("scenes") List<Scene> scenes) {
    List<Scene> more = new ArrayList<>(scenes);
    more.add(new Scene(List.of(), List.of(detection("cat", 2, BOX), detection("dog", 2, BOX))));
    double before = evaluate(scenes).map();
    assertTrue(Double.isNaN(before) || evaluate(more).map() <= before + 1e-12);
  }

  @Property
  void findingADifficultObjectChangesNothing(@ForAll("scenes") List<Scene> scenes) {
    LabelledObject difficult = new LabelledObject("cat", BOX, true);
    List<Scene> more = new ArrayList<>(scenes);
    more.add(new Scene(List.of(difficult), List.of(found(difficult, 2), found(difficult, 1))));
    assertEquals(evaluate(scenes).map(), evaluate(more).map(), 1e-12);
  }

  @Property
  void onlyTheOrderOfScoresCounts(@ForAll("scenes") List<Scene> scenes) {
    List<Scene> stretched =
        scenes.stream()
            .map(
                scene ->
                    new Scene(
                        scene.truth(),
                        scene.detections().stream()
                            .map(d -> detection(d.label(), Math.exp(d.score()), d.box()))
                            .toList()))
            .toList();
    assertEquals(evaluate(scenes), evaluate(stretched));
  }

  @Property
  void theOrderOfImagesCountsForTiesOnly(@ForAll("scenes") List<Scene> scenes, @ForAll long seed) {
    List<Scene> untied = new ArrayList<>();
    int n = 0;
    for (Scene scene : scenes) {
      List<Detection> detections = new ArrayList<>();
      for (Detection d : scene.detections()) {
        detections.add(detection(d.label(), d.score() + 1e-6 * n++, d.box()));
      }
      untied.add(new Scene(scene.truth(), detections));
    }
    VocEvaluation.Result before = evaluate(untied);
    Collections.shuffle(untied, new Random(seed));
    assertEquals(before, evaluate(untied));
  }

  /**
   * VOC's rules once more, as slowly and as literally as possible: rank all, then match each, then
   * for every object found the best precision at its rank or below.
   */
  private static final class ByDefinition {
    private int objects;
    private final int detections;
    private final List<Double> precision = new ArrayList<>();
    private final List<Integer> found = new ArrayList<>();

    private record Candidate(int image, Detection detection) {}

    ByDefinition(List<Scene> scenes, String label) {
      List<Candidate> ranking = new ArrayList<>();
      List<List<LabelledObject>> truth = new ArrayList<>();
      for (int image = 0; image < scenes.size(); image++) {
        for (Detection detection : scenes.get(image).detections()) {
          if (detection.label().equals(label)) {
            ranking.add(new Candidate(image, detection));
          }
        }
        truth.add(scenes.get(image).truth().stream().filter(o -> o.label().equals(label)).toList());
        objects += (int) truth.get(image).stream().filter(o -> !o.difficult()).count();
      }
      detections = ranking.size();
      ranking.sort(Comparator.comparing(c -> -c.detection().score()));
      List<String> taken = new ArrayList<>();
      int right = 0;
      int wrong = 0;
      for (Candidate candidate : ranking) {
        List<LabelledObject> there = truth.get(candidate.image());
        double most =
            there.stream()
                .mapToDouble(o -> candidate.detection().box().iou(o.box()))
                .max()
                .orElse(0);
        int object = -1;
        for (int i = there.size() - 1; i >= 0; i--) {
          if (candidate.detection().box().iou(there.get(i).box()) == most) {
            object = i;
          }
        }
        String key = candidate.image() + "/" + object;
        if (most >= 0.5 && there.get(object).difficult()) {
          continue;
        }
        if (most >= 0.5 && !taken.contains(key)) {
          taken.add(key);
          right++;
        } else {
          wrong++;
        }
        precision.add((double) right / (right + wrong));
        found.add(right);
      }
    }

    private double bestFrom(int minimumFound) {
      double best = 0;
      for (int i = 0; i < found.size(); i++) {
        best = found.get(i) >= minimumFound ? Math.max(best, precision.get(i)) : best;
      }
      return best;
    }

    double area() {
      double sum = 0;
      for (int object = 1; object <= objects; object++) {
        sum += bestFrom(object);
      }
      return objects == 0 ? Double.NaN : sum / objects;
    }

    double elevenPoint() {
      double sum = 0;
      for (int tenth = 0; tenth <= 10; tenth++) {
        sum += bestFrom((tenth * objects + 9) / 10);
      }
      return objects == 0 ? Double.NaN : sum / 11;
    }
  }
}
