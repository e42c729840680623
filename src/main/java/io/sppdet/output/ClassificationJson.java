package io.sppdet.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.classify.ClassifiedImage;

/**
 * The JSON document of one classified image, on one line.
 *
 * @param model name of the model
 */
public record ClassificationJson(String model) {

  /** The document, without a line break. */
  public String document(ClassifiedImage result) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode image = document.putObject("image").put("file", result.file());
    if (result.error() != null) {
      document
          .putObject("error")
          .put("code", result.error().kind().code())
          .put("message", result.error().reason());
      return document.toString();
    }
    image.put("width", result.size().width()).put("height", result.size().height());
    document.put("model", model);
    var classes = document.putArray("classes");
    result
        .classes()
        .forEach(
            each ->
                classes
                    .addObject()
                    .put("label", each.label())
                    .put("class_id", each.classId())
                    .put("score", Rounding.share(each.score())));
    return document.toString();
  }
}
