package io.sppdet.train;

import io.sppdet.head.HeadWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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

  /**
   * The hardest negatives kept of a class, which bounds time and memory on any number of images.
   */
  private static final int MAX_NEGATIVES = 10_000;

  /**
   * Features are scaled to this mean norm, which makes C comparable (R-CNN, {@code feat_stats}).
   */
  private static final double TARGET_NORM = 20;

  private final RegionPooler pooler;
  private final List<String> classes;
  private final int length;

  SvmTrainer(RegionPooler pooler, List<String> classes) {
    this.pooler = pooler;
    this.classes = classes;
    this.length = pooler.head().size().fc7();
  }

  /** What is known of one class so far. */
  private static final class State {
    private final List<float[]> positives = new ArrayList<>();
    private List<float[]> negatives = new ArrayList<>();
    private int unseen;
    private LinearSvm svm;
  }

  /** Trains all SVMs and puts them into the head; a class without objects gets margin −1. */
  void train(List<FeatureStore.Entry> images, HeadWeights head, Random random, Progress progress) {
    List<State> states = classes.stream().map(c -> new State()).toList();
    float scale = collectPositives(images, states, progress);
    List<FeatureStore.Entry> order = new ArrayList<>(images);
    Collections.shuffle(order, random);
    progress.begin("hard negatives", order.size());
    for (int i = 0; i < order.size(); i++) {
      mine(order.get(i), states);
      retrain(states, scale, NEW_NEGATIVES);
      int kept = states.stream().mapToInt(s -> s.negatives.size()).sum();
      progress.done(i + 1, kept + " kept");
    }
    retrain(states, scale, 1);
    export(states, head);
  }

  /** Gathers the ground-truth boxes' features; returns the factor to the target norm. */
  private float collectPositives(
      List<FeatureStore.Entry> images, List<State> states, Progress progress) {
    progress.begin("positives", images.size());
    double norms = 0;
    int count = 0;
    for (int i = 0; i < images.size(); i++) {
      RegionLabels regions = pooler.regions(images.get(i), classes);
      if (regions.objects() > 0) {
        float[] features =
            pooler.features(images.get(i), regions.boxes().subList(0, regions.objects()));
        for (int r = 0; r < regions.objects(); r++) {
          float[] row = Arrays.copyOfRange(features, r * length, (r + 1) * length);
          states.get(regions.classOf(r)).positives.add(row);
          norms += norm(row);
          count++;
        }
      }
      progress.done(i + 1, "");
    }
    return (float) (TARGET_NORM / (norms / count));
  }

  private static double norm(float[] row) {
    double squares = 0;
    for (float v : row) {
      squares += v * v;
    }
    return Math.sqrt(squares);
  }

  private void mine(FeatureStore.Entry entry, List<State> states) {
    RegionLabels regions = pooler.regions(entry, classes);
    int first = regions.objects();
    int count = regions.boxes().size() - first;
    float[] features = pooler.features(entry, regions.boxes().subList(first, first + count));
    float[][] rows = new float[count][]; // a row is copied once, however many classes keep it
    for (int k = 0; k < states.size(); k++) {
      State state = states.get(k);
      for (int r = 0; r < count; r++) {
        boolean hard =
            state.svm == null
                ? state.unseen < NEW_NEGATIVES
                : state.svm.margin(features, r * length) > HARD_MARGIN;
        if (hard && regions.overlap(first + r, k) < NEGATIVE_IOU) {
          if (rows[r] == null) {
            rows[r] = Arrays.copyOfRange(features, r * length, (r + 1) * length);
          }
          state.negatives.add(rows[r]);
          state.unseen++;
        }
      }
    }
  }

  /** Trains the classes that have gathered enough, and evicts what has become easy. */
  private static void retrain(List<State> states, float scale, int enough) {
    states.parallelStream()
        .filter(state -> state.unseen >= enough && !state.positives.isEmpty())
        .forEach(
            state -> {
              state.svm = LinearSvm.train(state.positives, state.negatives, scale);
              state.unseen = 0;
              state.negatives = hardest(state);
            });
  }

  private static List<float[]> hardest(State state) {
    @SuppressWarnings("ArrayRecordComponent") // local, compared by nobody
    record Scored(float margin, float[] row) {}
    return state.negatives.stream()
        .map(row -> new Scored(state.svm.margin(row, 0), row))
        .filter(scored -> scored.margin() >= EASY_MARGIN)
        .sorted(Comparator.comparingDouble(Scored::margin).reversed())
        .limit(MAX_NEGATIVES)
        .map(Scored::row)
        .collect(Collectors.toCollection(ArrayList::new));
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
    head.set("classifier.weight", weight);
    head.set("classifier.bias", bias);
  }
}
