package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.head.HeadLayout;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The fc7 features of all regions of the training images, computed once and kept on disk in fp16
 * until the SVMs are trained: about 2 MB an image.
 */
final class RegionFeatures {
  private static final String NAME = HeadLayout.FC7.name();

  private final Path folder;
  private final RegionPooler pooler;
  private final List<FeatureStore.Entry> images;
  private final List<String> classes;

  private final KeptTensors kept;

  /**
   * @param notes hear of damaged files, which are made again
   */
  RegionFeatures(
      Path folder,
      RegionPooler pooler,
      List<FeatureStore.Entry> images,
      List<String> classes,
      Consumer<String> notes) {
    this.kept = new KeptTensors(notes);
    this.folder = folder;
    this.pooler = pooler;
    this.images = images;
    this.classes = classes;
  }

  int images() {
    return images.size();
  }

  /** Length of one region's features. */
  int length() {
    return pooler.head().size().fc7();
  }

  /** The regions of an image, in the order of its features. */
  RegionLabels regions(int image) {
    return pooler.regions(images.get(image), classes);
  }

  /** Computes what is missing. */
  void prepare(Progress progress) {
    progress.begin("fc7 features", images.size(), 0);
    for (int i = 0; i < images.size(); i++) {
      if (!Files.exists(file(i))) {
        write(i);
      }
      progress.done(i + 1, "");
    }
  }

  private void write(int image) {
    float[] features = pooler.features(images.get(image), regions(image).boxes());
    try (NDManager scope = Tensors.newManager()) {
      NDArray tensor =
          scope
              .create(features, new Shape(features.length / length(), length()))
              .toType(DataType.FLOAT16, false);
      KeptTensors.write(file(image), Map.of(NAME, tensor));
    }
  }

  /** {@code (R, fc7)}: ground-truth boxes first, then proposals, as {@link #regions} has them. */
  float[] of(int image) {
    try (NDManager scope = Tensors.newManager()) {
      Optional<TensorFile> found = kept.read(scope, file(image));
      if (found.isEmpty()) {
        write(image);
        found = kept.read(scope, file(image));
      }
      TensorFile file = found.orElseThrow();
      return file.get(scope, NAME, file.shape(NAME)).toFloatArray();
    }
  }

  private Path file(int image) {
    return folder.resolve(String.format(Locale.ROOT, "%07d.fc7", image));
  }
}
