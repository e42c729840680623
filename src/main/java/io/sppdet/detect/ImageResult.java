package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageSize;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What came of one image: what was found in it, or why it failed. */
public sealed interface ImageResult {
  /** Where it came from. */
  ImageInput input();

  /** Its name as the user gave it. */
  default String file() {
    return input().name();
  }

  /**
   * An image that was read and detected in.
   *
   * @param size of the upright image
   * @param notes what its file tells beside the pixels
   * @param image gives the pixels, from memory or by reading them again
   * @param proposals the boxes that were scored; empty when the result was kept from an earlier run
   * @param detections the best first
   * @param milliseconds time by stage
   */
  record Found(
      ImageInput input,
      ImageSize size,
      PhotoNotes notes,
      Supplier<Image> image,
      List<Box> proposals,
      List<Detection> detections,
      Map<String, Double> milliseconds)
      implements ImageResult {}

  /**
   * An image that can't be read or detected in.
   *
   * @param error why
   */
  record Failed(ImageInput input, SppdetException error) implements ImageResult {}
}
