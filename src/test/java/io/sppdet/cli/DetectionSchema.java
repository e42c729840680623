package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sppdet.geometry.Box;
import io.sppdet.output.DetectionJson;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The documents of {@code sppdet detect}, checked to the last field. */
public final class DetectionSchema {
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> ERROR_CODES =
      Set.of("image_missing", "image_unreadable", "image_truncated", "detection_failed");

  /** What users are given. */
  private static final Schema PUBLISHED = schema();

  private final String model;
  private final List<String> classes;
  private final boolean rawScores;
  private final boolean timing;

  public DetectionSchema(String model, List<String> classes, boolean rawScores, boolean timing) {
    this.model = model;
    this.classes = classes;
    this.rawScores = rawScores;
    this.timing = timing;
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON document: " + json, e);
    }
  }

  private static Schema schema() {
    InputStream schema = DetectionJson.class.getResourceAsStream("detections.schema.json");
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }

  /** Checks the document of an image that was detected in. */
  public void check(JsonNode document) {
    assertEquals(List.of(), PUBLISHED.validate(document));
    assertFields(
        timing
            ? List.of("image", "model", "detections", "timing_ms")
            : List.of("image", "model", "detections"),
        document);
    JsonNode image = document.get("image");
    assertFields(List.of("file", "width", "height"), image);
    assertTrue(image.get("file").isTextual() && image.get("width").isInt(), image.toString());
    assertTrue(image.get("height").isInt() && image.get("height").intValue() > 0, image.toString());
    assertEquals(model, document.get("model").textValue());
    assertTrue(document.get("detections").isArray());
    double last = 1;
    for (JsonNode detection : document.get("detections")) {
      check(detection, image.get("width").intValue(), image.get("height").intValue());
      double score = detection.get("score").doubleValue();
      assertTrue(score <= last, "sorted by score: " + document);
      last = score;
    }
    if (timing) {
      assertFields(
          List.of("read", "proposals", "conv", "spp", "fc", "nms"), document.get("timing_ms"));
      document.get("timing_ms").forEach(ms -> assertTrue(ms.isDouble() && ms.doubleValue() >= 0));
    }
  }

  private void check(JsonNode detection, int width, int height) {
    assertFields(
        rawScores
            ? List.of("label", "class_id", "score", "margin", "box")
            : List.of("label", "class_id", "score", "box"),
        detection);
    assertTrue(detection.get("class_id").isInt());
    assertEquals(
        classes.get(detection.get("class_id").intValue()), detection.get("label").textValue());
    assertTrue(detection.get("score").isDouble());
    assertTrue(detection.get("score").doubleValue() >= 0, detection.toString());
    assertTrue(!rawScores || detection.get("margin").isDouble());
    assertFields(List.of("x1", "y1", "x2", "y2"), detection.get("box"));
    detection.get("box").forEach(side -> assertTrue(side.isDouble(), detection.toString()));
    Box box = box(detection);
    assertTrue(0 <= box.x1() && box.x1() < box.x2() && box.x2() <= width, detection.toString());
    assertTrue(0 <= box.y1() && box.y1() < box.y2() && box.y2() <= height, detection.toString());
  }

  public static Box box(JsonNode detection) {
    JsonNode box = detection.get("box");
    return new Box(
        box.get("x1").doubleValue(),
        box.get("y1").doubleValue(),
        box.get("x2").doubleValue(),
        box.get("y2").doubleValue());
  }

  /** Checks the document of an image that failed. */
  public static void checkError(String code, JsonNode document) {
    assertEquals(List.of(), PUBLISHED.validate(document));
    assertFields(List.of("image", "error"), document);
    assertFields(List.of("file"), document.get("image"));
    assertFields(List.of("code", "message"), document.get("error"));
    assertTrue(ERROR_CODES.contains(code), code);
    assertEquals(code, document.get("error").get("code").textValue(), document.toString());
    String message = document.get("error").get("message").textValue();
    assertTrue(!message.isBlank() && message.lines().count() == 1, message);
  }

  private static void assertFields(List<String> names, JsonNode node) {
    assertNotNull(node);
    List<String> found = new ArrayList<>();
    node.fieldNames().forEachRemaining(found::add);
    assertEquals(names, found, node.toString());
  }
}
