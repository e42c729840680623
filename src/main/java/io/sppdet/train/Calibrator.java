package io.sppdet.train;

import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Stopwatch;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Makes scores probabilities: runs the finished detector over photos that no other step of the
 * training has seen, and fits Platt's sigmoid to which of its detections, after suppression, are
 * right: one of all classes, and near it one of each class.
 */
final class Calibrator {
  private static final PlattScaling PLAIN = new PlattScaling(-1, 0);

  private final Detector detector;
  private final FeatureStore store;

  /**
   * A calibrator.
   *
   * @param detector selects every detection of at least the classifier's least margin: hard
   *     negatives pile up in their thousands just below, where no sigmoid fits both them and the
   *     detections one looks at
   */
  Calibrator(Detector detector, FeatureStore store) {
    this.detector = detector;
    this.store = store;
  }

  /** Fits the sigmoids and puts them into the head. */
  void train(List<FeatureStore.Entry> heldOut, HeadWeights head, Progress progress) {
    VocEvaluation evaluation = new VocEvaluation();
    progress.begin("calibration", heldOut.size());
    for (int i = 0; i < heldOut.size(); i++) {
      FeatureStore.Entry entry = heldOut.get(i);
      Image image = new ImageReader().read(entry.image().image());
      List<Detection> found = detector.detect(image, store.proposals(entry), new Stopwatch());
      evaluation.add(entry.image().objects(), found);
      progress.done(i + 1, "");
    }
    List<String> classes = detector.network().detector().classes();
    Outcomes all = new Outcomes(classes.stream().flatMap(c -> matched(evaluation, c)).toList());
    PlattScaling common = rising(all.mixed() ? all.fit() : PLAIN, PLAIN);
    float[] platt = new float[2 * classes.size()];
    for (int k = 0; k < classes.size(); k++) {
      Outcomes ofClass = new Outcomes(matched(evaluation, classes.get(k)).toList());
      PlattScaling scaling = rising(ofClass.fitNear(common), common);
      platt[2 * k] = (float) scaling.a();
      platt[2 * k + 1] = (float) scaling.b();
    }
    head.set("platt", platt);
    progress.note(
        String.format(
            Locale.ROOT,
            "calibrated on %d held-out images: %d detections, %d right",
            heldOut.size(),
            all.ranked().size(),
            all.right()));
  }

  private static Stream<VocEvaluation.Ranked> matched(VocEvaluation evaluation, String label) {
    return evaluation.matched(label).stream();
  }

  /** A score must grow with its margin: {@code otherwise} where the fit does not. */
  private static PlattScaling rising(PlattScaling fitted, PlattScaling otherwise) {
    return fitted.a() < 0 ? fitted : otherwise;
  }

  /** Detections and whether they were right. */
  private record Outcomes(List<VocEvaluation.Ranked> ranked) {
    long right() {
      return ranked.stream().filter(VocEvaluation.Ranked::right).count();
    }

    /** Whether there are right and wrong ones, without which nothing can be fitted. */
    boolean mixed() {
      return right() > 0 && right() < ranked.size();
    }

    PlattScaling fit() {
      return PlattFit.of(margins(), flags());
    }

    PlattScaling fitNear(PlattScaling common) {
      return PlattFit.near(common, margins(), flags());
    }

    private double[] margins() {
      return ranked.stream().mapToDouble(r -> r.detection().margin()).toArray();
    }

    private boolean[] flags() {
      boolean[] flags = new boolean[ranked.size()];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = ranked.get(i).right();
      }
      return flags;
    }
  }
}
