package io.sppdet.train.detector;

import io.sppdet.geometry.Box;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Objectness;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.RidgeRegression;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The penalty, over the mean square of an input. */
  private static final double PENALTY = 3e-3;

  /** Fits the layer and puts it into the head. */
  void train(List<FeatureStore.Entry> training, HeadWeights head, long seed, Progress progress) {
    List<FeatureStore.Entry> chosen = new ArrayList<>(training);
    Collections.shuffle(chosen, new Random(seed));
    chosen = chosen.subList(0, Math.min(PHOTOS, chosen.size()));
    int inputs = head.size().coarse() + 1; // and a one, for the bias
    double squares = 0;
    progress.begin(STAGE, chosen.size(), 0);
    try (RidgeRegression ridge = new RidgeRegression(inputs, 1)) {
      for (int i = 0; i < chosen.size(); i++) {
        squares += add(chosen.get(i), ridge, inputs);
        progress.done(i + 1, "");
      }
      float[] solution = ridge.solve((float) Math.max(1e-3, PENALTY * squares / inputs));
      head.set(HeadLayout.OBJECTNESS.weight(), Arrays.copyOf(solution, inputs - 1));
      head.set(HeadLayout.OBJECTNESS.bias(), new float[] {solution[inputs - 1]});
    }
  }

  /** Adds a row a proposal, and gives the sum of the squares of all inputs. */
  private double add(FeatureStore.Entry entry, RidgeRegression ridge, int inputs) {
    List<Box> proposals = store.proposals(entry);
    if (proposals.isEmpty()) {
      return 0;
    }
    Image image = new ImageReader().read(entry.image().image());
    List<ScaledMap> conv5 = network.conv5(image);
    RegionScores scores = network.head().score(network.pooling().apply(conv5, proposals));
    float[] coarse =
        new MultiScalePooling(network.detector().pyramid().coarse()).apply(conv5, proposals);
    float[] x = new float[proposals.size() * inputs];
    float[] y = new float[proposals.size()];
    for (int r = 0; r < y.length; r++) {
      System.arraycopy(coarse, r * (inputs - 1), x, r * inputs, inputs - 1);
      x[r * inputs + inputs - 1] = 1;
      y[r] = LEAST;
      for (int k = 0; k < scores.classes(); k++) {
        y[r] = Math.min(MOST, Math.max(y[r], scores.margin(r, k)));
      }
    }
    ridge.add(x, y);
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    return squares;
  }
}
