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

/**
 * What came of one image.
 *
 * @param input where it came from
 * @param size of the upright image; null when it could not be read
 * @param notes what its file tells beside the pixels
 * @param image gives the pixels, from memory or by reading them again
 * @param proposals the boxes that were scored; empty when the image failed, or when the result was
 *     kept from an earlier run
 * @param detections the best first; empty when the image failed
 * @param milliseconds time by stage
 * @param error why the image failed; null when it did not
 */
public record ImageResult(
    ImageInput input,
    ImageSize size,
    PhotoNotes notes,
    Supplier<Image> image,
    List<Box> proposals,
    List<Detection> detections,
    Map<String, Double> milliseconds,
    SppdetException error) {

  /** Of an image whose file tells nothing else. */
  public ImageResult(
      ImageInput input,
      ImageSize size,
      Supplier<Image> image,
      List<Box> proposals,
      List<Detection> detections,
      Map<String, Double> milliseconds,
      SppdetException error) {
    this(input, size, PhotoNotes.NONE, image, proposals, detections, milliseconds, error);
  }

  static ImageResult failed(ImageInput input, SppdetException error) {
    return new ImageResult(input, null, input::image, List.of(), List.of(), Map.of(), error);
  }

  /** Its name as the user gave it. */
  public String file() {
    return input.name();
  }
}
