package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EvalReportTest {
  private static final Box BOX = new Box(0, 0, 100, 100);

  private static final List<LabelledImage> IMAGES =
      List.of(
          image("a", new LabelledObject("cat", BOX, false), new LabelledObject("dog", BOX, true)),
          image("b", new LabelledObject("cat", BOX, false)));

  private static final Evaluator.Run RUN =
      new Evaluator.Run(
          2.5, Map.of("conv", 1250.0), new ProposalRecall.Result(0.75, 0.5, 0.625, 2, 850.4));

  private static LabelledImage image(String id, LabelledObject... objects) {
    return new LabelledImage(id, Path.of(id + ".jpg"), List.of(objects));
  }

  private static Detection detection(String label, double score, Box box) {
    return new Detection(label, 0, score, 0, box);
  }

  /** One of two cats found, the other's image failed; a cow that is none; a unicorn in the air. */
  private static EvalReport report(Evaluator.Run run) {
    Evaluation evaluation = new Evaluation(0.5);
    evaluation.add(
        IMAGES.get(0),
        List.of(
            detection("cat", 0.9, BOX),
            detection("cow", 0.65, BOX),
            detection("unicorn", 0.25, new Box(400, 0, 500, 100))));
    evaluation.addFailed(IMAGES.get(1));
    return new EvalReport("voc07", "VOC2007", "test", evaluation.result(), run);
  }

  private static EvalReport nothing() {
    return new EvalReport("voc07", "VOC2007", "test", new Evaluation(0.5).result(), null);
  }

  @Test
  void jsonHoldsFractions() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"model": "voc07", "dataset": "VOC2007", "split": "test", "images": 2, "failed": 1,
                 "mAP07": 0.5454545454545454, "mAP": 0.5,
                 "coco": {"AP": 0.504950495049505, "AP50": 0.504950495049505,
                          "AP75": 0.504950495049505, "APs": null, "APm": null,
                          "APl": 0.504950495049505, "AR1": 0.5, "AR10": 0.5, "AR100": 0.5,
                          "ARs": null, "ARm": null, "ARl": 0.5},
                 "ap07": {"cat": 0.5454545454545454, "cow": null, "dog": null, "unicorn": null},
                 "ap": {"cat": 0.5, "cow": null, "dog": null, "unicorn": null},
                 "ap50_95": {"cat": 0.504950495049505, "cow": null, "dog": null, "unicorn": null},
                 "objects": {"cat": 2, "cow": 0, "dog": 0, "unicorn": 0},
                 "detections": {"cat": 1, "cow": 1, "dog": 0, "unicorn": 1},
                 "calibration": {"detections": 3,
                   "equal_width": {"error": 0.3333333333333333, "bins": [
                     {"from": 0.2, "to": 0.3, "detections": 1, "mean_score": 0.25,
                      "right_share": 0.0},
                     {"from": 0.6, "to": 0.7, "detections": 1, "mean_score": 0.65,
                      "right_share": 0.0},
                     {"from": 0.9, "to": 1.0, "detections": 1, "mean_score": 0.9,
                      "right_share": 1.0}]},
                   "equal_mass": {"error": 0.3333333333333333, "bins": [
                     {"from": 0.25, "to": 0.25, "detections": 1, "mean_score": 0.25,
                      "right_share": 0.0},
                     {"from": 0.65, "to": 0.65, "detections": 1, "mean_score": 0.65,
                      "right_share": 0.0},
                     {"from": 0.9, "to": 0.9, "detections": 1, "mean_score": 0.9,
                      "right_share": 1.0}]}},
                 "mistakes": {"threshold": 0.5,
                   "counts": {"right": 1, "localisation": 0, "similar_class": 1,
                              "other_class": 0, "background": 0, "missed": 1},
                   "by_class": {
                     "cat": {"right": 1, "localisation": 0, "similar_class": 0,
                             "other_class": 0, "background": 0, "missed": 1},
                     "cow": {"right": 0, "localisation": 0, "similar_class": 1,
                             "other_class": 0, "background": 0, "missed": 0},
                     "dog": {"right": 0, "localisation": 0, "similar_class": 0,
                             "other_class": 0, "background": 0, "missed": 0},
                     "unicorn": {"right": 0, "localisation": 0, "similar_class": 0,
                                 "other_class": 0, "background": 0, "missed": 0}},
                   "confusion": {"classes": ["cat", "cow", "dog", "unicorn"],
                     "counts": [[1, 0, 0, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
                                [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]]}},
                 "proposals": {"recall50": 0.75, "recall70": 0.5, "mabo": 0.625, "objects": 2,
                               "mean_proposals": 850.4},
                 "seconds": 2.5, "images_per_second": 0.8, "stages_ms": {"conv": 1250.0}}
                """);
    assertAlmostEquals(expected, new ObjectMapper().readTree(report(RUN).json()), "");
  }

  /** The same tree, numbers to 12 digits. */
  private static void assertAlmostEquals(JsonNode expected, JsonNode found, String path) {
    if (expected.isNumber() && found.isNumber()) {
      assertEquals(expected.doubleValue(), found.doubleValue(), 1e-12, path);
    } else if (expected.isContainerNode()) {
      assertEquals(names(expected), names(found), path);
      assertEquals(expected.size(), found.size(), path);
      expected
          .properties()
          .forEach(
              e ->
                  assertAlmostEquals(e.getValue(), found.get(e.getKey()), path + "/" + e.getKey()));
      for (int i = 0; expected.isArray() && i < expected.size(); i++) {
        assertAlmostEquals(expected.get(i), found.get(i), path + "/" + i);
      }
    } else {
      assertEquals(expected, found, path);
    }
  }

  private static Set<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  @Test
  void meansOfNothingAreNull() throws IOException {
    JsonNode json = new ObjectMapper().readTree(nothing().json());
    assertTrue(json.get("mAP07").isNull() && json.get("mAP").isNull(), json.toString());
    assertTrue(json.at("/coco/AP").isNull(), json.toString());
    assertTrue(json.at("/calibration/equal_width/error").isNull(), json.toString());
    assertEquals(0, json.get("ap").size());
    assertFalse(json.has("seconds"), "nothing ran");
  }

  @Test
  void tableHoldsPercentInAnyLocale() {
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      List<String> lines = report(RUN).table().lines().map(EvalReportTest::squeezed).toList();
      assertEquals(
          List.of(
              "class AP07 AP AP50-95 objects detections",
              "cat 54.5 50.0 50.5 2 1",
              "cow - - - 0 1",
              "dog - - - 0 0",
              "unicorn - - - 0 1",
              "mean 54.5 50.0 50.5",
              "COCO AP 50.5, AP50 50.5, AP75 50.5; small -, medium -, large 50.5",
              "COCO AR1 50.0, AR10 50.0, AR100 50.0; small -, medium -, large 50.0",
              "calibration error 33.3 in bins of equal width, 33.3 in bins of equal mass",
              "from score 0.5 on: 1 right, 0 localisation, 1 similar class, 0 other class,"
                  + " 0 background, 1 missed",
              "proposals: recall 75.0 at IoU 0.5, 50.0 at 0.7, MABO 62.5, 850 a photo",
              "stages, mean: conv 1250 ms",
              "voc07 on VOC2007 test: 2 images, 1 failed, 2.5 s, 0.80 images/s"),
          lines);
      List<String> empty = nothing().table().lines().map(EvalReportTest::squeezed).toList();
      assertEquals("mean - - -", empty.get(1));
      assertEquals("voc07 on VOC2007 test: 0 images, 0 failed", empty.get(empty.size() - 1));
    } finally {
      Locale.setDefault(locale);
    }
  }

  private static String squeezed(String line) {
    return line.strip().replaceAll(" +", " ");
  }
}
