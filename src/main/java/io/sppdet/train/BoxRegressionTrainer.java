package io.sppdet.train;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxDelta;
import io.sppdet.head.HeadWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A linear regressor a class from the pooled vector to the box delta (Girshick et al. 2014,
 * appendix C; SPP_net's {@code spp_train_bbox_regressor}): ridge regression with λ = 1000 on the
 * proposals with an IoU of at least 0.6 to their object. Features are scaled to a mean norm of 20
 * and deltas to unit variance for the fit; both factors are folded into the weights.
 */
final class BoxRegressionTrainer {
  private static final double MATCH_IOU = 0.6;
  private static final float LAMBDA = 1000;
  private static final double TARGET_NORM = 20;

  /** More pairs of a class than these are thinned at random: they bring time, not accuracy. */
  private static final int MAX_PAIRS = 6000;

  /** A class with fewer pairs keeps its proposals as they are. */
  private static final int MIN_PAIRS = 10;

  private final RegionPooler pooler;
  private final List<String> classes;
  private final int length;

  BoxRegressionTrainer(RegionPooler pooler, List<String> classes) {
    this.pooler = pooler;
    this.classes = classes;
    this.length = pooler.head().size().pooled();
  }

  /** A proposal of an image and the delta to its object. */
  private record Pair(FeatureStore.Entry entry, Box proposal, BoxDelta delta) {
    double component(int i) {
      return switch (i) {
        case 0 -> delta.dx();
        case 1 -> delta.dy();
        case 2 -> delta.dw();
        default -> delta.dh();
      };
    }
  }

  /** Fits all regressors and puts them into the head. */
  void train(List<FeatureStore.Entry> images, HeadWeights head, Random random, Progress progress) {
    List<List<Pair>> pairs = pairs(images);
    double[] mean = new double[4];
    double[] std = new double[4];
    statistics(pairs, mean, std);
    float[] weight = new float[4 * classes.size() * length];
    float[] bias = new float[4 * classes.size()];
    progress.begin("box regression", classes.size());
    for (int k = 0; k < classes.size(); k++) {
      List<Pair> ofClass = pairs.get(k);
      if (ofClass.size() >= MIN_PAIRS) {
        Collections.shuffle(ofClass, random);
        fit(ofClass.subList(0, Math.min(MAX_PAIRS, ofClass.size())), mean, std, weight, bias, k);
      }
      progress.done(k + 1, classes.get(k));
    }
    head.set("box.weight", weight);
    head.set("box.bias", bias);
  }

  private List<List<Pair>> pairs(List<FeatureStore.Entry> images) {
    List<List<Pair>> pairs = new ArrayList<>();
    classes.forEach(c -> pairs.add(new ArrayList<>()));
    for (FeatureStore.Entry entry : images) {
      RegionLabels regions = pooler.regions(entry, classes);
      for (int r = regions.objects(); r < regions.boxes().size(); r++) {
        RegionLabels.Match match = regions.match(r);
        if (match.iou() >= MATCH_IOU && !match.difficult()) {
          Box proposal = regions.boxes().get(r);
          pairs
              .get(match.classId())
              .add(new Pair(entry, proposal, BoxDelta.encode(proposal, match.box())));
        }
      }
    }
    return pairs;
  }

  /** Mean and standard deviation of each component over all classes. */
  private static void statistics(List<List<Pair>> pairs, double[] mean, double[] std) {
    for (int i = 0; i < 4; i++) {
      int component = i;
      double[] values =
          pairs.stream().flatMap(List::stream).mapToDouble(p -> p.component(component)).toArray();
      double average = Arrays.stream(values).average().orElse(0);
      double variance =
          Arrays.stream(values).map(v -> (v - average) * (v - average)).average().orElse(1);
      mean[i] = average;
      std[i] = Math.max(1e-6, Math.sqrt(variance));
    }
  }

  private void fit(
      List<Pair> pairs, double[] mean, double[] std, float[] weight, float[] bias, int k) {
    Map<FeatureStore.Entry, List<Pair>> byImage = new LinkedHashMap<>();
    pairs.forEach(p -> byImage.computeIfAbsent(p.entry(), e -> new ArrayList<>()).add(p));
    try (RidgeRegression ridge = new RidgeRegression(length + 1, 4)) {
      float scale = 0;
      Block block = new Block(length + 1);
      for (Map.Entry<FeatureStore.Entry, List<Pair>> image : byImage.entrySet()) {
        float[] pooled =
            pooler.pooled(image.getKey(), image.getValue().stream().map(Pair::proposal).toList());
        if (scale == 0) {
          scale = (float) (TARGET_NORM / meanNorm(pooled));
        }
        for (int r = 0; r < image.getValue().size(); r++) {
          float[] target = new float[4];
          for (int i = 0; i < 4; i++) {
            target[i] = (float) ((image.getValue().get(r).component(i) - mean[i]) / std[i]);
          }
          block.add(pooled, r * length, length, scale, target);
        }
        if (block.x.size() >= Block.FULL) {
          block.flush(ridge);
        }
      }
      block.flush(ridge);
      float[] solution = ridge.solve(LAMBDA);
      for (int i = 0; i < 4; i++) {
        int row = 4 * k + i;
        for (int j = 0; j < length; j++) {
          weight[row * length + j] = (float) (solution[4 * j + i] * scale * std[i]);
        }
        bias[row] = (float) (solution[4 * length + i] * std[i] + mean[i]);
      }
    }
  }

  private double meanNorm(float[] pooled) {
    double norms = 0;
    for (int from = 0; from < pooled.length; from += length) {
      double squares = 0;
      for (int i = from; i < from + length; i++) {
        squares += pooled[i] * pooled[i];
      }
      norms += Math.sqrt(squares);
    }
    return Math.max(1e-6, norms * length / pooled.length);
  }

  /** Rows gathered for one large matrix product; the last input is a constant 1, the bias. */
  private static final class Block {
    private static final int FULL = 512;
    private final int inputs;
    private final List<float[]> x = new ArrayList<>();
    private final List<float[]> y = new ArrayList<>();

    Block(int inputs) {
      this.inputs = inputs;
    }

    void add(float[] pooled, int from, int length, float scale, float[] target) {
      float[] row = new float[inputs];
      for (int i = 0; i < length; i++) {
        row[i] = pooled[from + i] * scale;
      }
      row[length] = 1;
      x.add(row);
      y.add(target);
    }

    void flush(RidgeRegression ridge) {
      if (!x.isEmpty()) {
        ridge.add(flat(x, inputs), flat(y, 4));
        x.clear();
        y.clear();
      }
    }

    private static float[] flat(List<float[]> rows, int length) {
      float[] flat = new float[rows.size() * length];
      for (int r = 0; r < rows.size(); r++) {
        System.arraycopy(rows.get(r), 0, flat, r * length, length);
      }
      return flat;
    }
  }
}
