package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.error.Count;
import io.sppdet.geometry.Box;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.image.Image;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes scores probabilities: runs the finished detector over photos that no other step of the
 * training has seen, and fits Platt's sigmoid to which of its detections, after suppression, are
 * right: one of all classes, and near it one of each class.
 */
final class Calibrator {
  /** Of a margin that is not calibrated yet. */
  static final PlattScaling PLAIN = new PlattScaling(-1, 0);

  private static final String DETECTIONS = "detections";
  private static final String CLASSES = "classes";

  /** Margin and box. */
  private static final int COLUMNS = 5;

  private final Detector detector;
  private final FeatureStore store;
  private final Path folder;

  /**
   * A calibrator.
   *
   * @param detector selects every detection of at least the classifier's least margin: hard
   *     negatives pile up in their thousands just below, where no sigmoid fits both them and the
   *     detections one looks at
   * @param folder where the detections of each image are kept
   */
  Calibrator(Detector detector, FeatureStore store, Path folder) {
    this.detector = detector;
    this.store = store;
    this.folder = folder;
  }

  /**
   * What came of the calibration.
   *
   * @param threshold the least score that serves best; empty where there was nothing to choose it
   *     by
   * @param found the detections of each image, with scores by sigmoids of the images in the other
   *     folds: so an evaluation of them tells what the calibration is worth on new images
   */
  record Result(OptionalDouble threshold, List<List<Detection>> found) {}

  /** Fits the sigmoids and puts them into the head. */
  Result train(List<FeatureStore.Entry> heldOut, HeadWeights head, Progress progress) {
    List<List<Detection>> found = new ArrayList<>();
    KeptTensors kept = new KeptTensors(progress::note);
    progress.begin("calibration", heldOut.size(), 0);
    for (int i = 0; i < heldOut.size(); i++) {
      found.add(found(heldOut.get(i), folder.resolve(i + ".safetensors"), kept));
      progress.done(i + 1, "");
    }
    HeldOutScores scores =
        new HeldOutScores(
            classes(), heldOut.stream().map(FeatureStore.Entry::image).toList(), found);
    float[] platt = scores.sigmoids();
    head.set(HeadLayout.PLATT, platt);
    progress.note(
        String.format(
            Locale.ROOT,
            "calibrated on %s: %s, %d right",
            Count.of(heldOut.size(), "held-out image"),
            Count.of(scores.detections(), "detection"),
            scores.right()));
    return new Result(scores.threshold(platt), scores.byOtherImages());
  }

  private List<String> classes() {
    return detector.network().detector().classes();
  }

  /** Detections of an image, from the file if an earlier run has left it. */
  private List<Detection> found(FeatureStore.Entry entry, Path path, KeptTensors kept) {
    try (NDManager scope = Tensors.newManager()) {
      Optional<TensorFile> found = kept.read(scope, path, CLASSES, DETECTIONS);
      if (found.isEmpty()) {
        Image image = entry.photo();
        write(detector.detect(image, store.proposals(entry), detector.conv5(image)), path);
        found = kept.read(scope, path, CLASSES, DETECTIONS);
      }
      return detections(scope, found.orElseThrow());
    }
  }

  private static void write(List<Detection> found, Path file) {
    int[] classes = new int[found.size()];
    float[] rows = new float[COLUMNS * found.size()];
    for (int i = 0; i < found.size(); i++) {
      Detection d = found.get(i);
      int at = COLUMNS * i;
      classes[i] = d.classId();
      rows[at] = (float) d.margin();
      rows[at + 1] = (float) d.box().x1();
      rows[at + 2] = (float) d.box().y1();
      rows[at + 3] = (float) d.box().x2();
      rows[at + 4] = (float) d.box().y2();
    }
    try (NDManager scope = Tensors.newManager()) {
      NDArray tensor = scope.create(rows, new Shape(found.size(), COLUMNS));
      NDArray ids = scope.create(classes, new Shape(found.size()));
      KeptTensors.write(file, Map.of(CLASSES, ids, DETECTIONS, tensor));
    }
  }

  private List<Detection> detections(NDManager scope, TensorFile file) {
    List<Detection> found = new ArrayList<>();
    int[] ids = file.integers(CLASSES, file.shape(CLASSES));
    float[] rows = file.get(scope, DETECTIONS, ids.length, COLUMNS).toFloatArray();
    for (int i = 0; i < ids.length; i++) {
      int at = COLUMNS * i;
      Box box = new Box(rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4]);
      double margin = rows[at];
      found.add(new Detection(classes().get(ids[i]), ids[i], PLAIN.score(margin), margin, box));
    }
    return found;
  }
}
