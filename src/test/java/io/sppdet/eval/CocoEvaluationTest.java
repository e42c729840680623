package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.ReferenceFiles;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CocoEvaluationTest {
  private static final Box BOX = new Box(100, 100, 200, 200);
  private static final int UNDEFINED = -1; // pycocotools' word for NaN

  private record Scene(List<LabelledObject> truth, List<Detection> detections) {}

  private static CocoEvaluation.Result evaluate(Iterable<Scene> scenes) {
    CocoEvaluation evaluation = new CocoEvaluation();
    scenes.forEach(scene -> evaluation.add(0, scene.truth(), scene.detections()));
    return evaluation.result();
  }

  private static CocoEvaluation.Result evaluate(
      List<LabelledObject> truth, Detection... detections) {
    return evaluate(List.of(new Scene(truth, List.of(detections))));
  }

  private static LabelledObject cat(Box box) {
    return new LabelledObject("cat", box, false);
  }

  private static Detection detection(String label, double score, Box box) {
    return new Detection(label, 0, score, 0, box);
  }

  private static double[] statistics(CocoEvaluation.Result r) {
    return new double[] {
      r.ap(), r.ap50(), r.ap75(), r.apSmall(), r.apMedium(), r.apLarge(),
      r.ar1(), r.ar10(), r.ar100(), r.arSmall(), r.arMedium(), r.arLarge()
    };
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static double[] figures(JsonNode array) {
    return Arrays.stream(numbers(array)).map(v -> v == UNDEFINED ? Double.NaN : v).toArray();
  }

  /** The images of a file of truth and detections, by rising id as pycocotools takes them. */
  private static Iterable<Scene> scenes(
      JsonNode json, Function<JsonNode, String> label, Shape box) {
    Map<Integer, Scene> scenes = new TreeMap<>();
    for (JsonNode node : json.get("ground_truth")) {
      scene(scenes, node)
          .truth()
          .add(
              new LabelledObject(
                  label.apply(node),
                  box.of(node),
                  box.crowds() && node.get("difficult").booleanValue()));
    }
    for (JsonNode node : json.get("detections")) {
      scene(scenes, node)
          .detections()
          .add(detection(label.apply(node), node.get("score").doubleValue(), box.of(node)));
    }
    return scenes.values();
  }

  /** How a file writes its boxes, and whether its difficult objects were crowds to pycocotools. */
  private record Shape(String field, boolean crowds) {
    Box of(JsonNode node) {
      double[] b = numbers(node.get(field));
      return !field.equals("box")
          ? new Box(b[0], b[1], b[0] + b[2], b[1] + b[3])
          : new Box(b[0], b[1], b[2], b[3]);
    }
  }

  private static Scene scene(Map<Integer, Scene> scenes, JsonNode node) {
    return scenes.computeIfAbsent(
        node.get("image").intValue(), id -> new Scene(new ArrayList<>(), new ArrayList<>()));
  }

  @Test
  void equalsPycocotoolsOnTheSharedReference() throws IOException {
    JsonNode json = new ObjectMapper().readTree(ReferenceFiles.of("metrics.json").toFile());
    CocoEvaluation.Result result =
        evaluate(
            scenes(
                json,
                node -> json.get("classes").get(node.get("class").intValue()).textValue(),
                new Shape("box", false)));
    assertArrayEquals(figures(json.get("coco_stats")), statistics(result), 1e-6);
  }

  /** Ids that do not rise in the file, and many equal scores; made by make_unsorted_ids.py. */
  @Test
  void equalsPycocotoolsWhereIdsDoNotRise() throws IOException {
    JsonNode json;
    try (InputStream file = CocoEvaluationTest.class.getResourceAsStream("unsorted-ids.json")) {
      json = new ObjectMapper().readTree(file);
    }
    Map<Integer, String> labels = Map.of(3, "cat", 7, "dog");
    Map<Long, String> ids = new TreeMap<>();
    json.at("/truth/images")
        .forEach(i -> ids.put(i.get("id").longValue(), "image " + i.get("id").asText()));
    Evaluation evaluation = new Evaluation(0, new CocoIds(ids, Map.of()));
    for (JsonNode image : json.at("/truth/images")) {
      int id = image.get("id").intValue();
      List<LabelledObject> truth = new ArrayList<>();
      for (JsonNode object : json.at("/truth/annotations")) {
        if (object.get("image_id").intValue() == id) {
          String label = labels.get(object.get("category_id").intValue());
          boolean crowd = object.get("iscrowd").intValue() == 1;
          truth.add(new LabelledObject(label, new Shape("bbox", true).of(object), crowd));
        }
      }
      List<Detection> found = new ArrayList<>();
      for (JsonNode result : json.get("results")) {
        if (result.get("image_id").intValue() == id) {
          String label = labels.get(result.get("category_id").intValue());
          double score = result.get("score").doubleValue();
          found.add(detection(label, score, new Shape("bbox", true).of(result)));
        }
      }
      evaluation.add(new LabelledImage("image " + id, Path.of(id + ".png"), truth), found);
    }
    JsonNode statistics = json.get("statistics");
    assertArrayEquals(
        Stream.of(
                "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm",
                "ARl")
            .mapToDouble(name -> statistics.get(name).doubleValue())
            .toArray(),
        statistics(evaluation.result().coco()),
        1e-12);
  }

  /** With crowds, equal scores, more than 100 detections, IoUs and areas exactly at a threshold. */
  @Test
  void equalsPycocotoolsWithCrowds() throws IOException {
    JsonNode json;
    try (InputStream file = CocoEvaluationTest.class.getResourceAsStream("coco.json")) {
      json = new ObjectMapper().readTree(file);
    }
    CocoEvaluation.Result result =
        evaluate(scenes(json, node -> node.get("class").textValue(), new Shape("xywh", true)));
    assertArrayEquals(figures(json.get("stats")), statistics(result), 1e-12);
    List<CocoEvaluation.ClassResult> classes = result.classes();
    assertEquals(
        List.of("a", "b", "c", "d"),
        classes.stream().map(CocoEvaluation.ClassResult::label).toList());
    assertArrayEquals(
        figures(json.get("ap")),
        classes.stream().mapToDouble(CocoEvaluation.ClassResult::ap).toArray(),
        1e-12);
    assertArrayEquals(
        figures(json.get("ap50")),
        classes.stream().mapToDouble(CocoEvaluation.ClassResult::ap50).toArray(),
        1e-12);
  }

  @Test
  void averagesOverThresholdsByHand() {
    CocoEvaluation.Result result =
        evaluate(List.of(cat(BOX)), detection("cat", 0.3, new Box(100, 100, 200, 180)));
    assertEquals(0.7, result.ap(), 1e-12, "an IoU of 0.8 passes 0.5, 0.55, ..., 0.8");
    assertEquals(0.7, result.ar100(), 1e-12);
    assertEquals(1, result.ap50(), 1e-12);
    assertEquals(1, result.ap75(), 1e-12);
    assertEquals(result.ap(), result.apLarge());
    assertTrue(Double.isNaN(result.apSmall()) && Double.isNaN(result.arMedium()));
  }

  @Test
  void onlyTheBestOfAnImageCountForAr1() {
    Box far = new Box(300, 300, 400, 400);
    CocoEvaluation.Result result =
        evaluate(
            List.of(cat(BOX), cat(far)), detection("cat", 0.5, far), detection("cat", 0.9, BOX));
    assertEquals(0.5, result.ar1(), 1e-12);
    assertEquals(1, result.ar10(), 1e-12);
  }

  /** As in VOC; unlike VOC, a small box within it is forgiven too. */
  @Test
  void difficultObjectsAreNeitherAskedForNorCounted() {
    LabelledObject difficult = new LabelledObject("cat", new Box(300, 300, 400, 400), true);
    CocoEvaluation.Result result =
        evaluate(
            List.of(cat(BOX), difficult),
            detection("cat", 0.9, new Box(310, 310, 320, 320)),
            detection("cat", 0.8, difficult.box()),
            detection("cat", 0.7, BOX));
    assertEquals(1, result.ap(), 1e-12);
    assertEquals(1, result.ar100(), 1e-12);
  }

  @Test
  void nothingIsUndefined() {
    for (double statistic : statistics(evaluate(List.of()))) {
      assertTrue(Double.isNaN(statistic));
    }
    CocoEvaluation.Result missed = evaluate(List.of(cat(BOX)));
    assertEquals(0, missed.ap());
    assertEquals(0, missed.ar100());
  }
}
