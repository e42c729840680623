package io.sppdet.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Journal} keeps of an image: all that the outputs tell of it, to the last digit.
 *
 * @param json a line of the journal
 */
record JournalEntry(JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The entry of a result.
   *
   * @param stamp of the image, as it was read
   */
  static JournalEntry of(Found result, String stamp) {
    ObjectNode line = JSON.createObjectNode().put("image", stamp);
    line.put("width", result.size().width()).put("height", result.size().height());
    if (!result.notes().exif().isEmpty()) {
      line.set("exif", JSON.valueToTree(result.notes().exif()));
    }
    if (result.notes().damage() != null) {
      line.put("damage", result.notes().damage());
    }
    ArrayNode detections = line.putArray("detections");
    for (Detection detection : result.detections()) {
      ObjectNode node = detections.addObject();
      node.put("label", detection.label()).put("class_id", detection.classId());
      node.put("score", detection.score()).put("margin", detection.margin());
      Box box = detection.box();
      node.putArray("box").add(box.x1()).add(box.y1()).add(box.x2()).add(box.y2());
    }
    ObjectNode times = line.putObject("timing_ms");
    result.milliseconds().forEach(times::put);
    return new JournalEntry(line);
  }

  /** Which image it is of, and in which state. */
  String stamp() {
    return json.path("image").asText();
  }

  /** The result again, of an image of that stamp. */
  Found result(ImageInput input) {
    List<Detection> detections = new ArrayList<>();
    json.get("detections").forEach(each -> detections.add(detection(each)));
    Map<String, Double> times = new LinkedHashMap<>();
    json.get("timing_ms")
        .properties()
        .forEach(stage -> times.put(stage.getKey(), stage.getValue().asDouble()));
    ImageSize size = new ImageSize(json.get("width").asInt(), json.get("height").asInt());
    return new Found(input, size, notes(), input::image, List.of(), detections, times);
  }

  private static Detection detection(JsonNode node) {
    JsonNode box = node.get("box");
    return new Detection(
        node.get("label").asText(),
        node.get("class_id").asInt(),
        node.get("score").asDouble(),
        node.get("margin").asDouble(),
        new Box(
            box.get(0).asDouble(),
            box.get(1).asDouble(),
            box.get(2).asDouble(),
            box.get(3).asDouble()));
  }

  private PhotoNotes notes() {
    Map<String, Object> exif = new LinkedHashMap<>();
    for (var field : json.path("exif").properties()) {
      JsonNode value = field.getValue();
      exif.put(field.getKey(), value.isNumber() ? value.numberValue() : value.asText());
    }
    return new PhotoNotes(exif, json.path("damage").textValue());
  }
}
