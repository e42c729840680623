package io.sppdet.eval;

import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Detections of labelled images that a file holds, whatever made them.
 *
 * @param model name of what made them; the file's name where it does not say
 * @param detections by id of the image, in the order of the file
 * @param failed ids of the images that the file says failed
 * @param warnings what was left out or is missing, a line each
 */
public record DetectionFile(
    String model,
    Map<String, List<Detection>> detections,
    Set<String> failed,
    List<String> warnings) {
  public DetectionFile {
    detections = Map.copyOf(detections);
    failed = Set.copyOf(failed);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads COCO's results, an array of {@code {image_id, category_id, bbox: [x, y, w, h], score}},
   * or what {@code sppdet detect} writes: a document, documents one after the other, or an array of
   * them. There, and in results with a {@code file_name}, an image is known as {@link ImageNames}
   * says: by its path, or the end of it, with or without extension.
   *
   * @param all images that the file may speak of
   * @param images those wanted, some of them or all
   * @param ids what the numbers in COCO's results mean
   * @throws SppdetException DATASET when the file can't be read, or not a single image is known
   */
  public static DetectionFile read(
      Path file, List<LabelledImage> all, List<LabelledImage> images, CocoIds ids) {
    return read(file, all, List::of, images, ids);
  }

  /**
   * The same where a name may fit other images as well, and then means none.
   *
   * @param others such as those of other splits; asked for only where a name is no path
   */
  public static DetectionFile read(
      Path file,
      List<LabelledImage> all,
      Supplier<Collection<LabelledImage>> others,
      List<LabelledImage> images,
      CocoIds ids) {
    return new DetectionReader(file, all, others, images, ids).read();
  }

  /**
   * Only some of the detections.
   *
   * @param threshold least score
   * @param labels classes wanted; empty for all
   */
  public DetectionFile only(double threshold, Set<String> labels) {
    Map<String, List<Detection>> some = new HashMap<>();
    detections.forEach(
        (image, all) ->
            some.put(
                image,
                all.stream()
                    .filter(d -> d.score() >= threshold)
                    .filter(d -> labels.isEmpty() || labels.contains(d.label()))
                    .toList()));
    return new DetectionFile(model, some, failed, warnings);
  }

  /** Adds all images, with what the file holds of them, to an evaluation. */
  public void addTo(Evaluation evaluation, List<LabelledImage> images) {
    for (LabelledImage image : images) {
      if (failed.contains(image.id())) {
        evaluation.addFailed(image);
      } else {
        evaluation.add(image, detections.getOrDefault(image.id(), List.of()));
      }
    }
  }
}
