package io.sppdet.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.classify.ClassifiedImage;
import io.sppdet.classify.ClassifiedImage.Classified;
import io.sppdet.classify.ClassifiedImage.Failed;
import io.sppdet.error.SppdetException;

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
    if (result instanceof Classified classified) {
      describe(classified, document, image);
    } else {
      SppdetException error = ((Failed) result).error();
      document.putObject("error").put("code", error.kind().code()).put("message", error.reason());
    }
    return document.toString();
  }

  private void describe(Classified result, ObjectNode document, ObjectNode image) {
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
  }
}
