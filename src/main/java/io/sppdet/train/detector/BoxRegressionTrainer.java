package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxDelta;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.FeatureNorm;
import io.sppdet.train.solver.RidgeRegression;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A linear regressor a class from the pooled vector to the box delta (Girshick et al. 2014,
 * appendix C; SPP_net's {@code spp_train_bbox_regressor}): ridge regression with λ = 1000 on the
 * proposals with an IoU of at least 0.6 to their object. Features are scaled to a mean norm of 20
 * and deltas to unit variance for the fit; both factors are folded into the weights.
 */
final class BoxRegressionTrainer {
  private static final double MATCH_IOU = 0.6;
  private static final float LAMBDA = 1000;

  /** More pairs of a class than these are thinned at random: they bring time, not accuracy. */
  private static final int MAX_PAIRS = 6000;

  /** A class with fewer pairs keeps its proposals as they are. */
  private static final int MIN_PAIRS = 10;

  /** Pairs whose features give the norm they are all scaled by. */
  private static final int NORM_PAIRS = 200;

  private final RegionPooler pooler;
  private final List<String> classes;
  private final int length;
  private final Path folder;

  /**
   * A trainer.
   *
   * @param folder where the regressor of each class is kept once it is fitted
   */
  BoxRegressionTrainer(RegionPooler pooler, List<String> classes, Path folder) {
    this.pooler = pooler;
    this.classes = classes;
    this.length = pooler.head().size().pooled();
    this.folder = folder;
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
    KeptTensors kept = new KeptTensors(progress::note);
    progress.begin("box regression", classes.size(), 0);
    for (int k = 0; k < classes.size(); k++) {
      List<Pair> ofClass = pairs.get(k);
      Collections.shuffle(ofClass, random);
      if (ofClass.size() >= MIN_PAIRS) {
        Path file = folder.resolve(k + ".safetensors");
        if (!read(kept, file, weight, bias, k)) {
          fit(ofClass.subList(0, Math.min(MAX_PAIRS, ofClass.size())), mean, std, file);
          read(kept, file, weight, bias, k);
        }
      }
      progress.done(k + 1, classes.get(k));
    }
    head.set(HeadLayout.BOX.weight(), weight);
    head.set(HeadLayout.BOX.bias(), bias);
  }

  /** Whether there was a whole file. */
  private boolean read(KeptTensors kept, Path path, float[] weight, float[] bias, int k) {
    try (NDManager scope = Tensors.newManager()) {
      Optional<TensorFile> found = kept.read(scope, path);
      found.ifPresent(
          file -> {
            float[] rows = file.get(scope, "weight", 4, length).toFloatArray();
            System.arraycopy(rows, 0, weight, 4 * k * length, rows.length);
            System.arraycopy(file.get(scope, "bias", 4).toFloatArray(), 0, bias, 4 * k, 4);
          });
      return found.isPresent();
    }
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

  private void fit(List<Pair> pairs, double[] mean, double[] std, Path file) {
    float scale = scale(pairs.subList(0, Math.min(NORM_PAIRS, pairs.size())));
    try (RidgeRegression ridge = new RidgeRegression(length + 1, 4)) {
      Block block = new Block(length + 1);
      byImage(pairs)
          .forEach(
              (entry, ofImage) -> {
                float[] pooled = pooled(entry, ofImage);
                for (int r = 0; r < ofImage.size(); r++) {
                  float[] target = new float[4];
                  for (int i = 0; i < 4; i++) {
                    target[i] = (float) ((ofImage.get(r).component(i) - mean[i]) / std[i]);
                  }
                  block.add(pooled, r * length, length, scale, target);
                }
                if (block.x.size() >= Block.FULL) {
                  block.flush(ridge);
                }
              });
      block.flush(ridge);
      write(ridge.solve(LAMBDA), scale, mean, std, file);
    }
  }

  /** In the original units: deltas that are not normalised from features that are not scaled. */
  private void write(float[] solution, float scale, double[] mean, double[] std, Path file) {
    float[] weight = new float[4 * length];
    float[] bias = new float[4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < length; j++) {
        weight[i * length + j] = (float) (solution[4 * j + i] * scale * std[i]);
      }
      bias[i] = (float) (solution[4 * length + i] * std[i] + mean[i]);
    }
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put("weight", scope.create(weight, new Shape(4, length)));
      tensors.put("bias", scope.create(bias));
      KeptTensors.write(file, tensors);
    }
  }

  private static Map<FeatureStore.Entry, List<Pair>> byImage(List<Pair> pairs) {
    return pairs.stream()
        .collect(Collectors.groupingBy(Pair::entry, LinkedHashMap::new, Collectors.toList()));
  }

  private float[] pooled(FeatureStore.Entry entry, List<Pair> pairs) {
    return pooler.pooled(entry, pairs.stream().map(Pair::proposal).toList());
  }

  private float scale(List<Pair> pairs) {
    double norms = 0;
    for (Map.Entry<FeatureStore.Entry, List<Pair>> image : byImage(pairs).entrySet()) {
      float[] pooled = pooled(image.getKey(), image.getValue());
      for (int from = 0; from < pooled.length; from += length) {
        norms += FeatureNorm.of(Arrays.copyOfRange(pooled, from, from + length));
      }
    }
    return FeatureNorm.scale(norms / pairs.size());
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
