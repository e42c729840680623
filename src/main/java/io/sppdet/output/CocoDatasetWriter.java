package io.sppdet.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.image.ExifFields;

/**
 * A COCO data set whose annotations are the detections, each with its score. The images that failed
 * stand in a list of their own, {@code errors}, which readers of COCO pass over.
 */
final class CocoDatasetWriter implements ResultWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final OutputFile file;
  private final Spool annotations;
  private final Spool errors;
  private final FileNames names;
  private final CocoImageIds ids = new CocoImageIds();
  private long annotation;
  private boolean empty = true;

  CocoDatasetWriter(OutputFile file, OutputSettings settings) {
    this.file = file;
    this.annotations = new Spool(file.beside("annotations"));
    this.errors = new Spool(file.beside("errors"));
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
    ObjectNode info = NODES.objectNode().put("description", "detections of sppdet");
    info.put("model", settings.model().name());
    ArrayNode categories = NODES.arrayNode();
    for (String label : settings.model().classes()) {
      categories
          .addObject()
          .put("id", categories.size())
          .put("name", label)
          .put("supercategory", "");
    }
    file.write("{\"info\":" + info + ",\n\"licenses\":[],\n\"categories\":" + categories);
    file.write(",\n\"images\":[");
  }

  @Override
  public void failed(Failed result) {
    String name = names.of(result.file());
    errors.add(
        NODES
            .objectNode()
            .put("id", ids.next(name))
            .put("file_name", name)
            .put("code", result.error().kind().code())
            .put("message", result.error().reason()));
  }

  @Override
  public void found(Found result) {
    String name = names.of(result.file());
    long id = ids.next(name);
    ObjectNode image = NODES.objectNode().put("id", id).put("file_name", name);
    image.put("width", result.size().width()).put("height", result.size().height());
    Object date = result.notes().exif().get(ExifFields.DATE);
    if (date != null) {
      image.put("date_captured", isoDate(date.toString()));
    }
    if (result.notes().damage() != null) {
      image.put("damage", result.notes().damage());
    }
    file.write((empty ? "\n" : ",\n") + image);
    empty = false;
    result.detections().forEach(detection -> annotations.add(annotation(id, detection)));
  }

  /** COCO writes days with dashes. */
  private static String isoDate(String exif) {
    return exif.replaceFirst("^(\\d{4}):(\\d{2}):(\\d{2})", "$1-$2-$3");
  }

  private ObjectNode annotation(long image, Detection detection) {
    ObjectNode node = NODES.objectNode().put("id", ++annotation).put("image_id", image);
    node.put("category_id", detection.classId() + 1);
    CocoResultsWriter.putBox(node, detection.box());
    node.put("area", Rounding.pixels(detection.box().area())).put("iscrowd", 0);
    node.putArray("segmentation"); // some readers insist
    return node.put("score", Rounding.share(detection.score()));
  }

  @Override
  public void finish() {
    file.write(empty ? "],\n\"annotations\":" : "\n],\n\"annotations\":");
    annotations.writeArray(file);
    file.write(",\n\"errors\":");
    errors.writeArray(file);
    file.write("}\n");
    file.finish();
  }

  @Override
  public void close() {
    file.close();
    annotations.close();
    errors.close();
  }
}
