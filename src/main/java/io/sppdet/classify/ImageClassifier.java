package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.head.PlattScaling;
import io.sppdet.image.Image;
import io.sppdet.model.Backbones;
import io.sppdet.model.ClassifierDescriptor;
import io.sppdet.model.ClassifierHead;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.Overflow;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * SPP-net classification of whole images of any size: He et al. 2014, section 3. Each view goes
 * once through the backbone, its map is pooled to a vector of one length, and the scores are the
 * mean over the views. Holds native memory until closed; not for several threads at once.
 */
public final class ImageClassifier implements AutoCloseable {
  private final ClassifierDescriptor classifier;
  private final NDManager manager;
  private final Backbone backbone;
  private final MapNetwork network;
  private final List<PlattScaling> calibration;
  private final List<ImageView> views;

  private ImageClassifier(ModelDirectory directory, NDManager manager) {
    this.classifier = directory.classifier();
    this.manager = manager;
    this.views = ImageView.of(classifier);
    BackboneDescriptor descriptor = directory.description().backbone().withoutLateral();
    Path file = directory.path().resolve(classifier.file());
    this.backbone = Backbones.serve(manager, descriptor, directory.path(), Precision.FLOAT32);
    this.network = MapNetwork.read(manager, classifier, descriptor.channels(), file);
    this.calibration =
        classifier.head() == ClassifierHead.SVM
            ? calibration(manager, file, classifier.classes().size())
            : List.of();
  }

  /**
   * Loads the network.
   *
   * @throws io.sppdet.error.SppdetException MODEL when the model has no classifier, or a file is
   *     missing, damaged or mis-shaped
   */
  public static ImageClassifier load(ModelDirectory directory) {
    NDManager manager = Tensors.newManager();
    try {
      return new ImageClassifier(directory, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static List<PlattScaling> calibration(NDManager manager, Path path, int classes) {
    try (NDManager scope = manager.newSubManager();
        TensorFile file = TensorFile.read(scope, path)) {
      float[] values = file.get(scope, ClassifierLayout.PLATT, classes, 2).toFloatArray();
      List<PlattScaling> calibration = new ArrayList<>();
      for (int k = 0; k < classes; k++) {
        calibration.add(new PlattScaling(values[2 * k], values[2 * k + 1]));
      }
      return List.copyOf(calibration);
    }
  }

  public ClassifierDescriptor descriptor() {
    return classifier;
  }

  /** The views of an image that are averaged. */
  public List<ImageView> views() {
    return views;
  }

  /** What makes the maps. */
  public Backbone backbone() {
    return backbone;
  }

  /** The score of each class, in [0, 1]. */
  public double[] scores(Image image) {
    try (NDManager scope = manager.newSubManager()) {
      return scores(
          views.stream().map(view -> backbone.forward(scope, view.show(image)).get(0)).toList());
    }
  }

  /**
   * The same of the maps of an image's views.
   *
   * @param maps {@code (1, C, H, W)} each, sizes may differ
   */
  public double[] scores(List<NDArray> maps) {
    int classes = classifier.classes().size();
    double[] scores = new double[classes];
    for (NDArray map : maps) {
      double[] ofView = scores(network.classified(network.pooled(map)).toFloatArray());
      for (int k = 0; k < classes; k++) {
        scores[k] += ofView[k] / maps.size();
      }
    }
    if (classifier.head() == ClassifierHead.SVM) {
      for (int k = 0; k < classes; k++) {
        scores[k] = calibration.get(k).score(scores[k]); // of the mean margin
      }
    }
    return scores;
  }

  /** What is averaged over the views: probabilities, or the margins of SVMs. */
  private double[] scores(float[] values) {
    Overflow.refuse(values);
    double[] scores = new double[values.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      scores[k] =
          switch (classifier.head()) {
            case SVM -> values[k];
            case SIGMOID -> 1 / (1 + Math.exp(-values[k]));
            case SOFTMAX -> Math.exp(values[k] - largest);
          };
      sum += scores[k];
    }
    if (classifier.head() == ClassifierHead.SOFTMAX) {
      for (int k = 0; k < scores.length; k++) {
        scores[k] /= sum;
      }
    }
    return scores;
  }

  @Override
  public void close() {
    network.close();
    backbone.close();
    manager.close();
  }
}
