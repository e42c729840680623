package io.sppdet.dataset;

import java.nio.file.Path;
import java.util.List;

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
}
