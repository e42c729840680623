package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.model.ClassifierDescriptor;
import java.nio.file.Path;
import java.util.Map;

/**
 * Classifies maps of any size, by what all poolings have in common: vectors of one length. Maps of
 * several sizes are pooled one by one, then classified together.
 */
public interface MapNetwork extends AutoCloseable {
  /** What can learn, by its name in the file. */
  Map<String, NDArray> parameters();

  /**
   * Pools one map.
   *
   * @param map {@code (1, C, H, W)}
   * @return {@code (1, d)} in the manager of the map
   */
  NDArray pooled(NDArray map);

  /**
   * Maps {@code (N, d)} to {@code (N, K)}, a number a class, of which the head makes scores.
   * Differentiable in the parameters.
   */
  NDArray classified(NDArray pooled);

  @Override
  void close();

  /**
   * The network that a model describes.
   *
   * @param channels of the backbone's map
   * @throws io.sppdet.error.SppdetException MODEL if the file is missing or of other shapes
   */
  static MapNetwork read(
      NDManager parent, ClassifierDescriptor classifier, int channels, Path file) {
    int classes = classifier.classes().size();
    return switch (classifier.network()) {
      case LINEAR -> LinearClassifier.read(parent, classifier, channels, file);
      case MAP_SPP ->
          SppMapClassifier.read(
              parent, new SppMapClassifier.Size(channels, classifier.hidden(), classes), file);
      case SMALL_SPP -> SppImageClassifier.read(parent, classes, file);
    };
  }

  /**
   * A network to be trained.
   *
   * @param seed of its weights
   */
  static MapNetwork draw(
      NDManager parent, ClassifierDescriptor classifier, int channels, int seed) {
    int classes = classifier.classes().size();
    return switch (classifier.network()) {
      case LINEAR -> LinearClassifier.zero(parent, classifier, channels);
      case MAP_SPP ->
          SppMapClassifier.draw(
              parent, new SppMapClassifier.Size(channels, classifier.hidden(), classes), seed);
      case SMALL_SPP -> SppImageClassifier.draw(parent, classes, seed);
    };
  }
}
