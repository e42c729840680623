package io.sppdet.train;

import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Stopwatch;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes scores probabilities: runs the finished detector over photos that no other step of the
 * training has seen, and fits Platt's sigmoid of each class to which of its detections, after
 * suppression, are right.
 */
final class Calibrator {
  /** Least margin of the detections that are fitted: lower ones are never right. */
  static final double MIN_MARGIN = -1.5;

  /** A class with fewer right detections than these takes the sigmoid of all classes together. */
  private static final int MIN_RIGHT = 8;

  private final Detector detector;

  /**
   * A calibrator.
   *
   * @param detector selects every detection of a margin over {@link #MIN_MARGIN}
   */
  Calibrator(Detector detector) {
    this.detector = detector;
  }

  /** Fits the sigmoids and puts them into the head. */
  void train(List<FeatureStore.Entry> heldOut, HeadWeights head, Progress progress) {
    VocEvaluation evaluation = new VocEvaluation();
    progress.begin("calibration", heldOut.size());
    for (int i = 0; i < heldOut.size(); i++) {
      FeatureStore.Entry entry = heldOut.get(i);
      Image image = new ImageReader().read(entry.image().image());
      List<Detection> found = detector.detect(image, entry.proposals(), new Stopwatch());
      evaluation.add(entry.image().objects(), found);
      progress.done(i + 1, "");
    }
    List<String> classes = detector.network().detector().classes();
    List<VocEvaluation.Ranked> all = new ArrayList<>();
    classes.forEach(label -> all.addAll(evaluation.matched(label)));
    PlattScaling common = fit(all);
    float[] platt = new float[2 * classes.size()];
    for (int k = 0; k < classes.size(); k++) {
      List<VocEvaluation.Ranked> ofClass = evaluation.matched(classes.get(k));
      long right = ofClass.stream().filter(VocEvaluation.Ranked::right).count();
      PlattScaling scaling = right >= MIN_RIGHT ? fit(ofClass) : common;
      platt[2 * k] = (float) scaling.a();
      platt[2 * k + 1] = (float) scaling.b();
    }
    head.set("platt", platt);
    progress.note(
        String.format(
            java.util.Locale.ROOT,
            "calibrated on %d held-out images: %d detections, %d right",
            heldOut.size(),
            all.size(),
            all.stream().filter(VocEvaluation.Ranked::right).count()));
  }

  /** The sigmoid of the margin; too few detections, or none that differ, leave the plain one. */
  private static PlattScaling fit(List<VocEvaluation.Ranked> ranked) {
    double[] margins = ranked.stream().mapToDouble(r -> r.detection().margin()).toArray();
    boolean[] right = new boolean[margins.length];
    int positives = 0;
    for (int i = 0; i < right.length; i++) {
      right[i] = ranked.get(i).right();
      positives += right[i] ? 1 : 0;
    }
    PlattScaling plain = new PlattScaling(-1, 0);
    if (positives == 0 || positives == right.length) {
      return plain;
    }
    PlattScaling fitted = PlattFit.of(margins, right);
    return fitted.a() < 0 ? fitted : plain; // a score must grow with its margin
  }
}
