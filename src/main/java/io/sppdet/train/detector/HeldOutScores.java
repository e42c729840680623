package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.eval.ThresholdCurve;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.head.PlattScaling;
import io.sppdet.train.solver.PlattFit;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a detector found in photos it never saw, and the sigmoids that make its margins
 * probabilities: one of all classes, and near it one of each class.
 *
 * @param classes in the order of their ids
 * @param images with the objects that are there
 * @param found in each image, after suppression
 */
record HeldOutScores(
    List<String> classes, List<LabelledImage> images, List<List<Detection>> found) {
  private static final int FOLDS = 10;

  HeldOutScores {
    classes = List.copyOf(classes);
    images = List.copyOf(images);
    found = List.copyOf(found);
  }

  /** The sigmoid of each class, (K, 2), that all images give. */
  float[] sigmoids() {
    return fit(all());
  }

  /**
   * The least score that serves best; empty where there is nothing to choose it by.
   *
   * @param platt as {@link #sigmoids} gives them
   */
  OptionalDouble threshold(float[] platt) {
    VocEvaluation all = all();
    Outcomes outcomes = outcomes(all);
    return outcomes.right() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ThresholdCurve.serving(outcomes.probabilities(platt), all.objects()));
  }

  int detections() {
    return outcomes(all()).ranked().size();
  }

  long right() {
    return outcomes(all()).right();
  }

  /** The detections of each image, with scores by sigmoids of the images in the other folds. */
  List<List<Detection>> byOtherImages() {
    int folds = Math.max(2, Math.min(FOLDS, images.size()));
    List<float[]> ofOthers =
        IntStream.range(0, folds)
            .mapToObj(fold -> IntStream.range(0, images.size()).filter(i -> i % folds != fold))
            .map(others -> fit(evaluation(others)))
            .toList();
    return IntStream.range(0, images.size())
        .mapToObj(i -> scored(found.get(i), ofOthers.get(i % folds)))
        .toList();
  }

  private VocEvaluation all() {
    return evaluation(IntStream.range(0, images.size()));
  }

  private VocEvaluation evaluation(IntStream which) {
    VocEvaluation evaluation = new VocEvaluation();
    which.forEach(i -> evaluation.add(images.get(i).objects(), found.get(i)));
    return evaluation;
  }

  private float[] fit(VocEvaluation evaluation) {
    Outcomes all = outcomes(evaluation);
    PlattScaling plain = Calibrator.PLAIN;
    PlattScaling common = rising(all.mixed() ? all.fit() : plain, plain);
    float[] platt = new float[2 * classes.size()];
    for (int k = 0; k < classes.size(); k++) {
      Outcomes ofClass = new Outcomes(matched(evaluation, classes.get(k)).toList());
      PlattScaling scaling = rising(ofClass.fitNear(common), common);
      platt[2 * k] = (float) scaling.a();
      platt[2 * k + 1] = (float) scaling.b();
    }
    return platt;
  }

  private Outcomes outcomes(VocEvaluation evaluation) {
    return new Outcomes(classes.stream().flatMap(c -> matched(evaluation, c)).toList());
  }

  private static List<Detection> scored(List<Detection> found, float[] platt) {
    return found.stream()
        .map(d -> new Detection(d.label(), d.classId(), score(d, platt), d.margin(), d.box()))
        .toList();
  }

  private static double score(Detection d, float[] platt) {
    return new PlattScaling(platt[2 * d.classId()], platt[2 * d.classId() + 1]).score(d.margin());
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

    double[] probabilities(float[] platt) {
      return ranked.stream().mapToDouble(r -> score(r.detection(), platt)).toArray();
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
