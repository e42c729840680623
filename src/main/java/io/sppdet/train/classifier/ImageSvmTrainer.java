package io.sppdet.train.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.classify.ImageView;
import io.sppdet.classify.LinearClassifier;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.eval.ClassificationEvaluation;
import io.sppdet.head.PlattScaling;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.GramSvm;
import io.sppdet.train.solver.PlattFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One linear SVM a class on the pooled vectors of whole images, scaled to norm 1 (He et al. 2014,
 * section 3.3). An image's vector is the mean over its views. A tenth of the images tells which C
 * is best, and turns margins into probabilities; then the SVMs learn from all.
 */
final class ImageSvmTrainer {
  private static final double[] CHOICE = {
    ClassifierSettings.Fit.LEAST_C, 0.3, 1, 3, ClassifierSettings.Fit.MOST_C
  };
  private static final double POSITIVE_WEIGHT = 2;

  /** Rows of a matrix product. */
  private static final int BLOCK = 256;

  /** The products of all pairs take 4 bytes each. */
  private static final int MAX_IMAGES = 20_000;

  private final LabelledMaps images;
  private final List<ImageView> views;
  private final Progress progress;
  private final float[][] vectors;
  private final GramSvm svm;

  /** What was learnt, flat: weight (K, d), bias (K), platt (K, 2), and a note on it. */
  @SuppressWarnings("ArrayRecordComponent") // large, compared by nobody
  record Result(float[] weight, float[] bias, float[] platt, String note) {}

  ImageSvmTrainer(
      LabelledMaps images, LinearClassifier network, List<ImageView> views, Progress progress) {
    if (images.size() > MAX_IMAGES) {
      throw SppdetException.ofSetting(
          "head svm",
          "takes at most " + MAX_IMAGES + " images, not " + images.size() + "; sigmoid takes any");
    }
    this.images = images;
    this.views = views;
    this.progress = progress;
    this.vectors = vectors(network);
    this.svm = new GramSvm(gram());
  }

  private float[][] vectors(LinearClassifier network) {
    float[][] all = new float[images.size()][];
    progress.begin("pooled vectors", all.length, 0);
    for (int i = 0; i < all.length; i++) {
      try (NDManager scope = Tensors.newManager()) {
        for (NDArray map : images.maps(scope, i, views)) {
          float[] vector = network.vector(map);
          all[i] = all[i] == null ? new float[vector.length] : all[i];
          for (int j = 0; j < vector.length; j++) {
            all[i][j] += vector[j] / views.size();
          }
        }
      }
      progress.done(i + 1, "");
    }
    return all;
  }

  private float[][] gram() {
    int n = vectors.length;
    float[][] gram = new float[n][n];
    for (int from = 0; from < n; from += BLOCK) {
      try (NDManager scope = Tensors.newManager()) {
        NDArray rows = block(scope, from);
        for (int across = 0; across <= from; across += BLOCK) {
          NDArray columns = across == from ? rows : block(scope, across);
          try (NDArray product = rows.matMul(columns.transpose())) {
            float[] values = product.toFloatArray();
            int width = (int) columns.getShape().get(0);
            for (int i = 0; i < values.length; i++) {
              gram[from + i / width][across + i % width] = values[i];
              gram[across + i % width][from + i / width] = values[i];
            }
          }
          if (columns != rows) {
            columns.close();
          }
        }
      }
    }
    return gram;
  }

  /** Vectors from one on, {@code (rows, d)}. */
  private NDArray block(NDManager scope, int from) {
    int rows = Math.min(BLOCK, vectors.length - from);
    int length = vectors[0].length;
    float[] flat = new float[rows * length];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(vectors[from + r], 0, flat, r * length, length);
    }
    return scope.create(flat, new Shape(rows, length));
  }

  /**
   * Trains the SVMs.
   *
   * @param heldOut images that tell of C and of the probabilities
   * @param fixed the C to take; null to choose
   */
  Result train(List<LabelledMaps.Entry> heldOut, Double fixed) {
    int classes = images.classes().size();
    boolean[] isHeldOut = new boolean[images.size()];
    for (int i = 0; i < images.size(); i++) {
      isHeldOut[i] = heldOut.contains(images.entries().get(i));
    }
    double best = fixed == null ? CHOICE[0] : fixed;
    double[][] margins = null;
    ClassificationEvaluation.Result bestResult = null;
    for (double c : fixed == null ? CHOICE : new double[] {fixed}) {
      double[][] found = margins(isHeldOut, c);
      ClassificationEvaluation.Result result = evaluate(found, isHeldOut);
      progress.note(
          String.format(
              Locale.ROOT, "C %s: mAP %.1f %% on the images held out", c, 100 * result.map()));
      if (bestResult == null || result.map() > bestResult.map()) {
        best = c;
        bestResult = result;
        margins = found;
      }
    }
    float[] platt = calibrate(margins, isHeldOut);
    double[][] solutions = new double[classes][];
    float[] bias = new float[classes];
    progress.begin("SVMs", classes, 0);
    for (int k = 0; k < classes; k++) {
      solutions[k] = svm.train(labels(k, null), best, POSITIVE_WEIGHT);
      bias[k] = (float) GramSvm.bias(solutions[k]);
      progress.done(k + 1, "");
    }
    tell(bestResult, fixed == null ? ", which also chose C " + best : "");
    return new Result(
        weights(solutions),
        bias,
        platt,
        String.format(
            Locale.ROOT,
            "C %s%s; mAP %.1f %% on %s learnt too",
            best,
            fixed == null ? ", chosen" : "",
            100 * bestResult.map(),
            Count.of(
                heldOut.size(),
                "held-out image before it was",
                "held-out images before they were")));
  }

  /** Labels of a class; 0 for the images to leave out. */
  private int[] labels(int classId, boolean[] without) {
    int[] labels = new int[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = without != null && without[i] ? 0 : images.label(i, classId);
    }
    return labels;
  }

  /** What SVMs that never saw the held-out images say of them, {@code (n, K)}. */
  private double[][] margins(boolean[] isHeldOut, double c) {
    int classes = images.classes().size();
    double[][] margins = new double[images.size()][classes];
    for (int k = 0; k < classes; k++) {
      double[] solution = svm.train(labels(k, isHeldOut), c, POSITIVE_WEIGHT);
      for (int i = 0; i < margins.length; i++) {
        margins[i][k] = isHeldOut[i] ? svm.margin(solution, i) : 0;
      }
    }
    return margins;
  }

  /** What each class is worth, as far as the images held out tell. */
  private void tell(ClassificationEvaluation.Result result, String chosen) {
    progress.note(
        "average precision (VOC, area) in the %s held out%s:"
            .formatted(Count.of(result.images(), "image"), chosen));
    for (ClassificationEvaluation.ClassResult each : result.classes()) {
      progress.note(
          each.images() == 0
              ? "  %s: none shows it".formatted(each.label())
              : String.format(
                  Locale.ROOT,
                  "  %s: %.1f %%, shown by %d",
                  each.label(),
                  100 * each.ap(),
                  each.images()));
    }
  }

  private ClassificationEvaluation.Result evaluate(double[][] margins, boolean[] isHeldOut) {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(images.classes());
    for (int i = 0; i < margins.length; i++) {
      if (isHeldOut[i]) {
        evaluation.add(images.entries().get(i).image(), margins[i]);
      }
    }
    return evaluation.result();
  }

  /** A sigmoid a class, near that of all classes together. */
  private float[] calibrate(double[][] margins, boolean[] isHeldOut) {
    int classes = images.classes().size();
    Outcomes[] byClass = new Outcomes[classes];
    Outcomes all = new Outcomes(new ArrayList<>(), new ArrayList<>());
    for (int k = 0; k < classes; k++) {
      byClass[k] = new Outcomes(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < margins.length; i++) {
        if (isHeldOut[i] && images.label(i, k) != 0) {
          byClass[k].add(margins[i][k], images.label(i, k) > 0);
          all.add(margins[i][k], images.label(i, k) > 0);
        }
      }
    }
    PlattScaling prior = PlattFit.of(all.marginArray(), all.rightArray());
    float[] platt = new float[2 * classes];
    for (int k = 0; k < classes; k++) {
      PlattScaling own = PlattFit.near(prior, byClass[k].marginArray(), byClass[k].rightArray());
      platt[2 * k] = (float) own.a();
      platt[2 * k + 1] = (float) own.b();
    }
    return platt;
  }

  private record Outcomes(List<Double> margins, List<Boolean> right) {
    void add(double margin, boolean isRight) {
      margins.add(margin);
      right.add(isRight);
    }

    double[] marginArray() {
      return margins.stream().mapToDouble(Double::doubleValue).toArray();
    }

    boolean[] rightArray() {
      boolean[] array = new boolean[right.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = right.get(i);
      }
      return array;
    }
  }

  /** {@code w = Σ solution[i] · x[i]} of each class, {@code (K, d)}. */
  private float[] weights(double[][] solutions) {
    int length = vectors[0].length;
    float[] weights = new float[Math.multiplyExact(solutions.length, length)];
    for (int k = 0; k < solutions.length; k++) {
      double[] sum = new double[length];
      for (int i = 0; i < vectors.length; i++) {
        double factor = solutions[k][i];
        if (factor != 0) {
          for (int j = 0; j < length; j++) {
            sum[j] += factor * vectors[i][j];
          }
        }
      }
      for (int j = 0; j < length; j++) {
        weights[k * length + j] = (float) sum[j];
      }
    }
    return weights;
  }
}
