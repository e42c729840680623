package io.sppdet.classify;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.image.ImageSize;
import io.sppdet.input.ImageInput;
import java.util.List;
import java.util.function.Consumer;

/**
 * Classifies many images in input order; a failed image costs no other.
 *
 * @param classifier what is done to each image
 * @param choice which classes the result names
 */
public record BatchClassifier(ImageClassifier classifier, ClassChoice choice) {

  /** Gives the result of each input as soon as it is there. */
  public void run(List<ImageInput> inputs, Consumer<ClassifiedImage> sink) {
    inputs.forEach(input -> sink.accept(classify(input)));
  }

  private ClassifiedImage classify(ImageInput input) {
    try {
      Image image = input.image();
      return new ClassifiedImage.Classified(
          input.name(),
          new ImageSize(image.width(), image.height()),
          choice.of(classifier.descriptor().classes(), classifier.scores(image)));
    } catch (SppdetException e) {
      if (e.kind() == Kind.MODEL || e.kind() == Kind.ENGINE) {
        throw e; // no later image would fare better
      }
      return new ClassifiedImage.Failed(input.name(), e);
    } catch (OutOfMemoryError e) {
      return failed(input, "not enough memory for an image of this size", e);
    } catch (RuntimeException e) {
      String reason = e.toString().strip().replaceAll("\\R\\s*", " ");
      return failed(input, "the classification failed: " + reason, e);
    }
  }

  private static ClassifiedImage failed(ImageInput input, String reason, Throwable cause) {
    return new ClassifiedImage.Failed(
        input.name(), new SppdetException(Kind.DETECTION_FAILED, input.name(), reason, cause));
  }
}
