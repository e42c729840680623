package io.sppdet.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;

/**
 * The JSON document of one image, on one line; {@code detections.schema.json} beside this class
 * describes it.
 *
 * @param model name of the model
 * @param rawScores whether to add the margins
 * @param timing whether to add the time of each stage
 * @param exif fields of EXIF to add
 * @param allDigits whether numbers are written in full, else rounded to what a reader needs
 */
public record DetectionJson(
    String model, boolean rawScores, boolean timing, ExifFields exif, boolean allDigits) {
  private static final ObjectMapper VALUES = new ObjectMapper();

  /** With rounded numbers. */
  public DetectionJson(String model, boolean rawScores, boolean timing, ExifFields exif) {
    this(model, rawScores, timing, exif, false);
  }

  /** With margins and all digits, so that nothing is lost. */
  public static DetectionJson inFull(String model) {
    return new DetectionJson(model, true, false, ExifFields.NONE, true);
  }

  /** The document, without a line break. */
  public String document(ImageResult result) {
    return document(result, result.file());
  }

  /** The same, with the image called otherwise. */
  String document(ImageResult result, String file) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode image = document.putObject("image").put("file", file);
    if (result.input().seconds() != null) {
      image.put("seconds", result.input().seconds());
    }
    if (result instanceof Found found) {
      describe(found, document, image);
    } else {
      SppdetException error = ((Failed) result).error();
      document.putObject("error").put("code", error.kind().code()).put("message", error.reason());
    }
    return document.toString();
  }

  private void describe(Found result, ObjectNode document, ObjectNode image) {
    image.put("width", result.size().width()).put("height", result.size().height());
    if (!exif.names().isEmpty()) {
      image.set("exif", VALUES.valueToTree(result.notes().exif()));
    }
    if (result.notes().damage() != null) {
      image.put("damage", result.notes().damage());
    }
    document.put("model", model);
    var detections = document.putArray("detections");
    result.detections().forEach(detection -> put(detection, detections.addObject()));
    if (timing) {
      ObjectNode times = document.putObject("timing_ms");
      result
          .milliseconds()
          .forEach((stage, ms) -> times.put(stage, allDigits ? ms : Rounding.milliseconds(ms)));
    }
  }

  private void put(Detection detection, ObjectNode node) {
    node.put("label", detection.label())
        .put("class_id", detection.classId())
        .put("score", share(detection.score()));
    if (rawScores) {
      node.put("margin", share(detection.margin()));
    }
    Box box = detection.box();
    node.putObject("box")
        .put("x1", pixels(box.x1()))
        .put("y1", pixels(box.y1()))
        .put("x2", pixels(box.x2()))
        .put("y2", pixels(box.y2()));
  }

  private double share(double value) {
    return allDigits ? value : Rounding.share(value);
  }

  private double pixels(double value) {
    return allDigits ? value : Rounding.pixels(value);
  }
}
