package io.sppdet.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import java.nio.file.Path;
import java.util.List;

/**
 * COCO's results format: an array with an entry for each detection. The name of the file is added,
 * since the number of an image means nothing without its data set. There is no place for images
 * that failed, so these go into a file of their own.
 */
final class CocoResultsWriter implements ResultWriter {
  private final JsonArray array;
  private final FailureFile failures;
  private final FileNames names;
  private final CocoImageIds ids = new CocoImageIds();

  CocoResultsWriter(OutputFile file, FailureFile failures, OutputSettings settings) {
    this.array = new JsonArray(file);
    this.failures = failures;
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
  }

  @Override
  public void failed(Failed result) {
    ids.next(names.of(result.file()));
    failures.write(result);
  }

  @Override
  public void found(Found result) {
    String name = names.of(result.file());
    long id = ids.next(name);
    failures.writeDamaged(result);
    for (Detection detection : result.detections()) {
      ObjectNode entry = JsonNodeFactory.instance.objectNode();
      entry.put("image_id", id).put("file_name", name);
      entry.put("category_id", detection.classId() + 1);
      putBox(entry, detection.box());
      entry.put("score", Rounding.share(detection.score()));
      array.add(entry.toString());
    }
  }

  /** As x, y, width and height. */
  static void putBox(ObjectNode entry, Box box) {
    entry
        .putArray("bbox")
        .add(Rounding.pixels(box.x1()))
        .add(Rounding.pixels(box.y1()))
        .add(Rounding.pixels(box.width()))
        .add(Rounding.pixels(box.height()));
  }

  @Override
  public void finish() {
    array.finish();
    failures.finish();
  }

  @Override
  public List<Path> sideFiles() {
    return failures.written();
  }

  @Override
  public void close() {
    array.close();
    failures.close();
  }
}
