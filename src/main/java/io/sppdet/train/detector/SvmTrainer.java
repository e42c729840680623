package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.Interval;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.FeatureNorm;
import io.sppdet.train.solver.LinearSvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One SVM a class on fc7 features, with hard negatives mined over the whole training set (Girshick
 * et al. 2014, section 2.3; SPP_net's {@code spp_train}): positives are the ground-truth boxes,
 * negatives the proposals with an IoU under 0.3 to every object of the class. Each image is seen
 * once; negatives inside the margin are kept, an SVM is trained anew after 2,000 more of them, and
 * those far outside are then evicted.
 */
final class SvmTrainer {
  private static final double NEGATIVE_IOU = 0.3;
  private static final float HARD_MARGIN = -1.0001f;
  private static final float EASY_MARGIN = -1.2f;
  private static final int NEW_NEGATIVES = 2000;

  /** The hardest negatives kept of a class, if memory allows, which bounds the time. */
  private static final int MAX_NEGATIVES = 10_000;

  /** Name of the number of images that are behind a kept state. */
  private static final String IMAGES = "mined";

  private final RegionFeatures features;
  private final List<String> classes;
  private final int length;
  private final int maxNegatives;
  private final Path checkpoint;
  private final Interval interval;

  /**
   * A trainer.
   *
   * @param memory bytes that the negatives may take
   * @param checkpoint where the state is kept, so that a killed run can go on
   */
  SvmTrainer(
      RegionFeatures features,
      List<String> classes,
      long memory,
      Path checkpoint,
      Interval interval) {
    this.features = features;
    this.classes = classes;
    this.length = features.length();
    long bytes = (long) Float.BYTES * length * classes.size();
    this.maxNegatives = (int) Math.max(NEW_NEGATIVES, Math.min(MAX_NEGATIVES, memory / bytes));
    this.checkpoint = checkpoint;
    this.interval = interval;
  }

  /** A region of an image that is no object of the class. */
  @SuppressWarnings("ArrayRecordComponent") // shared, compared by nobody
  private record Negative(int image, int region, float[] row) {}

  /** What is known of one class so far. */
  private static final class State {
    private final List<float[]> positives = new ArrayList<>();
    private List<Negative> negatives = new ArrayList<>();
    private int unseen;
    private LinearSvm svm;

    List<float[]> negativeRows() {
      return negatives.stream().map(Negative::row).toList();
    }
  }

  /** Trains all SVMs and puts them into the head; a class without objects gets margin −1. */
  void train(HeadWeights head, Random random, Progress progress) {
    features.prepare(progress);
    List<State> states = classes.stream().map(c -> new State()).toList();
    float scale = collectPositives(states);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < features.images(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    int first = resume(states, new KeptTensors(progress::note));
    progress.begin("hard negatives", order.size(), first);
    for (int i = first; i < order.size(); i++) {
      mine(order.get(i), states);
      retrain(states, scale, NEW_NEGATIVES);
      if (interval.isOver()) {
        keep(states, i + 1);
      }
      int kept = states.stream().mapToInt(s -> s.negatives.size()).sum();
      progress.done(i + 1, kept + " kept");
    }
    retrain(states, scale, 1);
    export(states, head);
  }

  /** Gathers the ground-truth boxes' features; returns the factor to the usual norm. */
  private float collectPositives(List<State> states) {
    double norms = 0;
    int count = 0;
    for (int i = 0; i < features.images(); i++) {
      RegionLabels regions = features.regions(i);
      if (regions.objects() > 0) {
        float[] rows = features.of(i);
        for (int r = 0; r < regions.objects(); r++) {
          float[] row = row(rows, r);
          states.get(regions.classOf(r)).positives.add(row);
          norms += FeatureNorm.of(row);
          count++;
        }
      }
    }
    return FeatureNorm.scale(norms / count);
  }

  private float[] row(float[] rows, int region) {
    return Arrays.copyOfRange(rows, region * length, (region + 1) * length);
  }

  private void mine(int image, List<State> states) {
    RegionLabels regions = features.regions(image);
    float[] all = features.of(image);
    Map<Integer, float[]> rows = new HashMap<>(); // copied once, however many classes keep one
    for (int k = 0; k < states.size(); k++) {
      State state = states.get(k);
      for (int r = regions.objects(); r < regions.boxes().size(); r++) {
        boolean hard =
            state.svm == null
                ? state.unseen < NEW_NEGATIVES
                : state.svm.margin(all, r * length) > HARD_MARGIN;
        if (hard && regions.overlap(r, k) < NEGATIVE_IOU) {
          float[] row = rows.computeIfAbsent(r, region -> row(all, region));
          state.negatives.add(new Negative(image, r, row));
          state.unseen++;
        }
      }
    }
  }

  /** Trains the classes that have gathered enough, and evicts what has become easy. */
  private void retrain(List<State> states, float scale, int enough) {
    states.parallelStream()
        .filter(state -> state.unseen >= enough && !state.positives.isEmpty())
        .forEach(
            state -> {
              state.svm = LinearSvm.train(state.positives, state.negativeRows(), scale);
              state.unseen = 0;
              state.negatives = hardest(state);
            });
  }

  private List<Negative> hardest(State state) {
    record Scored(float margin, Negative negative) {}
    return state.negatives.stream()
        .map(negative -> new Scored(state.svm.margin(negative.row(), 0), negative))
        .filter(scored -> scored.margin() >= EASY_MARGIN)
        .sorted(Comparator.comparingDouble(Scored::margin).reversed())
        .limit(maxNegatives)
        .map(Scored::negative)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** What a class's SVM is called in a kept state. */
  private static LayerName svm(int k) {
    return new LayerName(Integer.toString(k));
  }

  /** Keeps the state after a number of images; negatives as their place, not their features. */
  private void keep(List<State> states, int images) {
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put(IMAGES, scope.create(new int[] {images}));
      for (int k = 0; k < states.size(); k++) {
        State state = states.get(k);
        tensors.put(k + ".unseen", scope.create(new int[] {state.unseen}));
        if (state.svm != null) {
          tensors.put(svm(k).weight(), scope.create(state.svm.weight()));
          tensors.put(svm(k).bias(), scope.create(new float[] {state.svm.bias()}));
        }
        int[] places = new int[2 * state.negatives.size()];
        for (int i = 0; i < state.negatives.size(); i++) {
          places[2 * i] = state.negatives.get(i).image();
          places[2 * i + 1] = state.negatives.get(i).region();
        }
        tensors.put(k + ".negatives", scope.create(places, new Shape(state.negatives.size(), 2)));
      }
      KeptTensors.write(checkpoint, tensors);
    }
  }

  /** Takes up a kept state; returns how many images it has behind it. */
  private int resume(List<State> states, KeptTensors tensors) {
    try (NDManager scope = Tensors.newManager()) {
      Optional<TensorFile> found = tensors.read(scope, checkpoint, IMAGES);
      if (found.isEmpty()) {
        return 0;
      }
      TensorFile kept = found.get();
      Map<Integer, float[]> byImage = new HashMap<>();
      Map<Long, float[]> rows = new HashMap<>();
      for (int k = 0; k < states.size(); k++) {
        State state = states.get(k);
        state.unseen = kept.integers(k + ".unseen", 1)[0];
        if (kept.contains(svm(k).weight())) {
          float[] weight = kept.get(scope, svm(k).weight(), length).toFloatArray();
          state.svm = new LinearSvm(weight, kept.get(scope, svm(k).bias(), 1).getFloat());
        }
        int[] places = kept.integers(k + ".negatives", kept.shape(k + ".negatives"));
        for (int i = 0; i < places.length; i += 2) {
          int image = places[i];
          int region = places[i + 1];
          float[] row =
              rows.computeIfAbsent(
                  ((long) image << 32) | region,
                  key -> row(byImage.computeIfAbsent(image, features::of), region));
          byImage.keySet().retainAll(List.of(image)); // one image's features at a time
          state.negatives.add(new Negative(image, region, row));
        }
      }
      return kept.integers(IMAGES, 1)[0];
    }
  }

  private void export(List<State> states, HeadWeights head) {
    float[] weight = new float[classes.size() * length];
    float[] bias = new float[classes.size()];
    for (int k = 0; k < classes.size(); k++) {
      LinearSvm svm = states.get(k).svm;
      bias[k] = svm == null ? -1 : svm.bias();
      if (svm != null) {
        System.arraycopy(svm.weight(), 0, weight, k * length, length);
      }
    }
    head.set(HeadLayout.CLASSIFIER.weight(), weight);
    head.set(HeadLayout.CLASSIFIER.bias(), bias);
  }
}
