package io.sppdet.train.detector;

import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.LossLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The loss in some of the images held out, now and then in the course of fine-tuning, always of the
 * same regions: where it rises while the other falls, the network learns its images by heart. It
 * teaches nothing.
 */
final class HeldOutLoss {
  private static final int IMAGES = 16;
  private static final int TIMES = 10;

  /** Any: which units are dropped changes nothing between two looks. */
  private static final int SEED = 20140618;

  private final List<Batches.Drawn> images;
  private final int batch;
  private final int interval;
  private final LossLog log;

  /**
   * @param source the images held out
   */
  HeldOutLoss(StepPlan recipe, RegionSource source, LossLog log) {
    this.batch = recipe.shown().images();
    this.interval = Math.max(1, recipe.steps() / TIMES / LossLog.STEPS) * LossLog.STEPS;
    this.log = log;
    List<Integer> scales = recipe.shown().scales();
    int side = scales.get(scales.size() - 1);
    FeatureStore.View view = new FeatureStore.View(side, false);
    List<Batches.Pick> picks =
        source.images().stream().limit(IMAGES).map(entry -> new Batches.Pick(entry, view)).toList();
    picks.forEach(pick -> source.store().make(pick.entry(), view));
    this.images = new Batches(recipe, source).draw(picks, new Random(SEED));
  }

  /** From which step the run goes on. */
  void resume(int step) {
    log.resume(step);
  }

  /** Looks, if it is time to; {@code step} is counted from 1. */
  void look(FineTuner tuner, int step) {
    if (step % interval != 0 || images.isEmpty()) {
      return;
    }
    Tensors.seed(SEED); // each step sets its own
    double sum = 0;
    for (List<Batches.Drawn> some : parts()) {
      try (TrainingStep forward = tuner.begin()) {
        sum += forward.loss(some) * some.size();
      }
    }
    log.add(step, sum / images.size());
  }

  private List<List<Batches.Drawn>> parts() {
    List<List<Batches.Drawn>> parts = new ArrayList<>();
    for (int i = 0; i < images.size(); i += batch) {
      parts.add(images.subList(i, Math.min(i + batch, images.size())));
    }
    return parts;
  }
}
