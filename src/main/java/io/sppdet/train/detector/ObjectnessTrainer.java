package io.sppdet.train.detector;

import io.sppdet.geometry.Box;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Objectness;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.RidgeRegression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Fits {@link Objectness} to what the finished layers say of proposals: by ridge regression, the
 * highest margin of any class from the coarse bins alone.
 */
record ObjectnessTrainer(SppNet network, FeatureStore store) {
  static final String STAGE = "rejection";

  /** Photos looked at; each gives some 1,500 rows. */
  static final int PHOTOS = 80;

  /** Margins beyond which it does not matter by how much a window lies on either side. */
  private static final float LEAST = -5;

  private static final float MOST = 3;

  /** The penalty, over the number of rows: inputs have a variance of about one. */
  private static final float PENALTY = 1e-3f;

  /** Fits the layer and puts it into the head. */
  void train(List<FeatureStore.Entry> training, HeadWeights head, long seed, Progress progress) {
    List<FeatureStore.Entry> chosen = new ArrayList<>(training);
    Collections.shuffle(chosen, new Random(seed));
    chosen = chosen.subList(0, Math.min(PHOTOS, chosen.size()));
    int inputs = head.size().coarse();
    InputScale scale = null;
    int rows = 0;
    progress.begin(STAGE, chosen.size(), 0);
    try (RidgeRegression ridge = new RidgeRegression(inputs + 1, 1)) {
      for (int i = 0; i < chosen.size(); i++) {
        List<Box> proposals = store.proposals(chosen.get(i));
        if (!proposals.isEmpty()) {
          Image image = chosen.get(i).photo();
          List<ScaledMap> conv5 = network.conv5(image);
          float[] coarse =
              new MultiScalePooling(network.detector().pyramid().coarse()).apply(conv5, proposals);
          scale = scale == null ? InputScale.of(coarse, inputs) : scale;
          ridge.add(scale.rows(coarse), margins(conv5, proposals));
          rows += proposals.size();
        }
        progress.done(i + 1, "");
      }
      if (scale != null) {
        scale.layer(ridge.solve(PENALTY * rows), head);
      }
    }
  }

  /** The highest margin of any class, of each proposal. */
  private float[] margins(List<ScaledMap> conv5, List<Box> proposals) {
    RegionScores scores = network.head().score(network.pooling().apply(conv5, proposals));
    float[] highest = new float[proposals.size()];
    for (int r = 0; r < highest.length; r++) {
      highest[r] = LEAST;
      for (int k = 0; k < scores.classes(); k++) {
        highest[r] = Math.min(MOST, Math.max(highest[r], scores.margin(r, k)));
      }
    }
    return highest;
  }

  /**
   * What brings inputs to a mean of zero and a variance of one, so that one penalty suits all. That
   * of a single photo serves well enough.
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record InputScale(double[] mean, double[] deviation) {
    /** Of inputs that hardly vary in the photo, over that of all on average. */
    private static final double LEAST_DEVIATION = 0.1;

    static InputScale of(float[] x, int inputs) {
      int rows = x.length / inputs;
      double[] mean = new double[inputs];
      double[] deviation = new double[inputs];
      for (int i = 0; i < x.length; i++) {
        mean[i % inputs] += (double) x[i] / rows;
      }
      for (int i = 0; i < x.length; i++) {
        double off = x[i] - mean[i % inputs];
        deviation[i % inputs] += off * off / rows;
      }
      double usual = 0;
      for (int i = 0; i < inputs; i++) {
        deviation[i] = Math.sqrt(deviation[i]);
        usual += deviation[i] / inputs;
      }
      double least = Math.max(LEAST_DEVIATION * usual, Float.MIN_NORMAL);
      for (int i = 0; i < inputs; i++) {
        deviation[i] = Math.max(deviation[i], least);
      }
      return new InputScale(mean, deviation);
    }

    /** The inputs, and a one for the bias behind those of each row. */
    float[] rows(float[] x) {
      int inputs = mean.length;
      float[] scaled = new float[x.length / inputs * (inputs + 1)];
      for (int i = 0; i < x.length; i++) {
        int c = i % inputs;
        scaled[i / inputs * (inputs + 1) + c] = (float) ((x[i] - mean[c]) / deviation[c]);
      }
      for (int i = inputs; i < scaled.length; i += inputs + 1) {
        scaled[i] = 1;
      }
      return scaled;
    }

    /** Puts the layer into the head that does to inputs as they are what the solution does. */
    void layer(float[] solution, HeadWeights head) {
      int inputs = mean.length;
      float[] weight = new float[inputs];
      double bias = solution[inputs];
      for (int i = 0; i < inputs; i++) {
        weight[i] = (float) (solution[i] / deviation[i]);
        bias -= weight[i] * mean[i];
      }
      head.set(HeadLayout.OBJECTNESS.weight(), weight);
      head.set(HeadLayout.OBJECTNESS.bias(), new float[] {(float) bias});
    }
  }
}
