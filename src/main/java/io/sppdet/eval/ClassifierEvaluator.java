package io.sppdet.eval;

import ai.djl.ndarray.NDManager;
import io.sppdet.classify.ImageClassifier;
import io.sppdet.classify.MapCache;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.tensor.Tensors;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs a classifier over labelled images.
 *
 * @param classifier what is evaluated
 * @param cache of its backbone's maps
 */
public record ClassifierEvaluator(ImageClassifier classifier, MapCache cache) {

  /**
   * Classifies all images.
   *
   * @param done hears of each image: null, or why it failed
   */
  public ClassificationEvaluation.Result run(
      List<LabelledImage> images, Consumer<SppdetException> done) {
    ClassificationEvaluation evaluation =
        new ClassificationEvaluation(classifier.descriptor().classes());
    for (LabelledImage image : images) {
      try {
        evaluation.add(image, scores(image));
        done.accept(null);
      } catch (SppdetException e) {
        if (e.kind() == Kind.MODEL || e.kind() == Kind.ENGINE || e.kind() == Kind.OUTPUT) {
          throw e;
        }
        evaluation.addFailed(image);
        done.accept(e);
      }
    }
    return evaluation.result();
  }

  private double[] scores(LabelledImage image) {
    boolean kept = cache.folder() != null;
    String checksum = kept ? Checksum.of(image.image()) : "";
    Supplier<Image> read =
        () ->
            kept ? Checksum.image(image.image(), checksum) : new ImageReader().read(image.image());
    try (NDManager scope = Tensors.newManager()) {
      return classifier.scores(cache.maps(scope, checksum, read, classifier.views()));
    }
  }
}
