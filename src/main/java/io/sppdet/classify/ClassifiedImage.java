package io.sppdet.classify;

import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageSize;
import java.util.List;

/**
 * What came of one image.
 *
 * @param file its name as the user gave it
 * @param size in pixels; null when it could not be read
 * @param classes the best first; empty when the image failed
 * @param error why the image failed; null when it did not
 */
public record ClassifiedImage(
    String file, ImageSize size, List<ScoredClass> classes, SppdetException error) {
  public ClassifiedImage {
    classes = List.copyOf(classes);
  }
}
