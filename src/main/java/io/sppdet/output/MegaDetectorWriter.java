package io.sppdet.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import io.sppdet.image.ImageSize;

/**
 * MegaDetector's batch format 1.4, which tools for camera traps such as Timelapse read. Boxes are
 * x, y, width and height as shares of the image's sides.
 */
final class MegaDetectorWriter implements ResultWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final OutputFile file;
  private final FileNames names;
  private boolean empty = true;

  MegaDetectorWriter(OutputFile file, OutputSettings settings) {
    this.file = file;
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
    ObjectNode info = NODES.objectNode().put("format_version", "1.4");
    info.put("detector", "sppdet " + settings.model().name());
    ObjectNode categories = NODES.objectNode();
    for (int k = 0; k < settings.model().classes().size(); k++) {
      categories.put(category(k), settings.model().classes().get(k));
    }
    file.write("{\"info\":" + info + ",\n\"detection_categories\":" + categories);
    file.write(",\n\"images\":[");
  }

  private static String category(int classId) {
    return String.valueOf(classId + 1);
  }

  @Override
  public void failed(Failed result) {
    ObjectNode entry = NODES.objectNode().put("file", names.of(result.file()));
    entry.put("failure", result.error().kind().code() + ": " + result.error().reason());
    entry.putNull("detections");
    add(entry);
  }

  @Override
  public void found(Found result) {
    ObjectNode entry = NODES.objectNode().put("file", names.of(result.file()));
    Object date = result.notes().exif().get(ExifFields.DATE);
    if (date != null) {
      entry.put("datetime", date.toString());
    }
    if (result.notes().damage() != null) {
      entry.put("damage", result.notes().damage());
    }
    ArrayNode detections = entry.putArray("detections");
    result.detections().forEach(d -> put(detections.addObject(), d, result.size()));
    add(entry);
  }

  private void add(ObjectNode entry) {
    file.write((empty ? "\n" : ",\n") + entry);
    empty = false;
  }

  private static void put(ObjectNode node, Detection detection, ImageSize size) {
    Box box = detection.box();
    node.put("category", category(detection.classId()))
        .put("conf", Rounding.share(detection.score()))
        .putArray("bbox")
        .add(Rounding.share(box.x1() / size.width()))
        .add(Rounding.share(box.y1() / size.height()))
        .add(Rounding.share(box.width() / size.width()))
        .add(Rounding.share(box.height() / size.height()));
  }

  @Override
  public void finish() {
    file.write(empty ? "]}\n" : "\n]}\n");
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
