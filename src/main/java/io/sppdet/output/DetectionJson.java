package io.sppdet.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;

/**
 * The JSON document of one image, on one line.
 *
 * @param model name of the model
 * @param rawScores whether to add the SVM margins
 * @param timing whether to add the time of each stage
 * @param allDigits whether numbers are written in full, else rounded to what a reader needs
 */
public record DetectionJson(String model, boolean rawScores, boolean timing, boolean allDigits) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double SCORE_DIGITS = 1e6;
  private static final double PIXEL_DIGITS = 1e2;

  /** With rounded numbers. */
  public DetectionJson(String model, boolean rawScores, boolean timing) {
    this(model, rawScores, timing, false);
  }

  /** With margins and all digits, so that nothing is lost. */
  public static DetectionJson inFull(String model) {
    return new DetectionJson(model, true, false, true);
  }

  /** The document, without a line break. */
  public String document(ImageResult result) {
    ObjectNode document = MAPPER.createObjectNode();
    ObjectNode image = document.putObject("image").put("file", result.file());
    if (result.error() != null) {
      document
          .putObject("error")
          .put("code", result.error().kind().code())
          .put("message", result.error().reason());
      return write(document);
    }
    image.put("width", result.image().width()).put("height", result.image().height());
    document.put("model", model);
    var detections = document.putArray("detections");
    result.detections().forEach(detection -> put(detection, detections.addObject()));
    if (timing) {
      ObjectNode times = document.putObject("timing_ms");
      result.milliseconds().forEach((stage, ms) -> times.put(stage, rounded(ms, 10)));
    }
    return write(document);
  }

  private void put(Detection detection, ObjectNode node) {
    node.put("label", detection.label())
        .put("class_id", detection.classId())
        .put("score", rounded(detection.score(), SCORE_DIGITS));
    if (rawScores) {
      node.put("svm_score", rounded(detection.margin(), SCORE_DIGITS));
    }
    Box box = detection.box();
    node.putObject("box")
        .put("x1", rounded(box.x1(), PIXEL_DIGITS))
        .put("y1", rounded(box.y1(), PIXEL_DIGITS))
        .put("x2", rounded(box.x2(), PIXEL_DIGITS))
        .put("y2", rounded(box.y2(), PIXEL_DIGITS));
  }

  private double rounded(double value, double digits) {
    return allDigits ? value : Math.round(value * digits) / digits;
  }

  private static String write(ObjectNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
