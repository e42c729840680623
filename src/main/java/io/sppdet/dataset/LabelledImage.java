package io.sppdet.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * An image file and the objects marked in it.
 *
 * @param id name in the data set's lists, without extension
 * @param image the file
 * @param objects may be empty: an image of background only
 */
public record LabelledImage(String id, Path image, List<LabelledObject> objects) {
  public LabelledImage {
    objects = List.copyOf(objects);
  }

  /** The same with the objects of some classes only. */
  public LabelledImage only(Set<String> labels) {
    return new LabelledImage(
        id, image, objects.stream().filter(object -> labels.contains(object.label())).toList());
  }

  /** Images with the objects of some classes only; of all where none are named. */
  public static List<LabelledImage> only(List<LabelledImage> images, Set<String> labels) {
    return labels.isEmpty() ? images : images.stream().map(image -> image.only(labels)).toList();
  }
}
