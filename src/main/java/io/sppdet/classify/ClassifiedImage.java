package io.sppdet.classify;

import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageSize;
import java.util.List;

/** What came of one image: its classes, or why it failed. */
public sealed interface ClassifiedImage {
  /** Its name as the user gave it. */
  String file();

  /**
   * An image that was read and classified.
   *
   * @param classes the best first
   */
  record Classified(String file, ImageSize size, List<ScoredClass> classes)
      implements ClassifiedImage {
    public Classified {
      classes = List.copyOf(classes);
    }
  }

  /**
   * An image that can't be read or classified.
   *
   * @param error why
   */
  record Failed(String file, SppdetException error) implements ClassifiedImage {}
}
