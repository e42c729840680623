package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.operator.LearningOperators;
import io.sppdet.parallel.Ahead;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.Checkpoint;
import io.sppdet.train.run.LossLog;
import io.sppdet.train.run.Progress;
import io.sppdet.train.solver.AdamW;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains the layers behind the backbone, a softmax over the classes and background, and as much of
 * the backbone as asked for, {@link TrainingStep} by step (He et al. 2014, section 4.1; Girshick
 * 2015, section 2.3).
 *
 * <p>All that is random in a step follows from the seed and the step's number, so that a run taken
 * up at any step ends as one that was never interrupted.
 */
final class FineTuner implements AutoCloseable {
  private static final double SMOOTHING = 0.98;

  private final StepPlan recipe;
  private final NDManager manager;
  private final TrainableHead head;
  private final TrainingStep.Parts parts;
  private final Batches batches;
  private final AdamW optimizer;

  /**
   * A tuner.
   *
   * @param pyramid that regions are pooled by
   * @param images to learn from
   * @param start null to draw all layers
   */
  FineTuner(
      StepPlan recipe,
      HeadSize size,
      Pyramid pyramid,
      RegionSource images,
      TrainableHead.Start start) {
    this.recipe = recipe;
    this.manager = Tensors.newManager();
    Tensors.seed((int) recipe.seed());
    this.head = new TrainableHead(manager, size, images, recipe, start);
    LearningOperators operators = LearningOperators.load(manager);
    this.parts =
        new TrainingStep.Parts(images.store(), head, operators, pyramid, recipe.shown().rois());
    this.batches = new Batches(recipe, images);
    double averaged = recipe.tuning().average() * recipe.steps();
    double share = averaged > 1 ? 1 / averaged : 0;
    this.optimizer = new AdamW(manager, parts.learning(), recipe.tuning().weightDecay(), share);
  }

  /** Takes all steps that are not taken yet, and keeps its state and losses. */
  void train(Checkpoint checkpoint, LossLog losses, HeldOutLoss heldOut, Progress progress) {
    int first = checkpoint.resume(optimizer);
    losses.resume(first);
    heldOut.resume(first);
    progress.begin("fine-tuning", recipe.steps(), first);
    double smoothed = Double.NaN;
    try (Ahead<Integer, Batches.Batch> ahead =
        new Ahead<>(IntStream.range(first, recipe.steps()).iterator(), batches::batch, 1, 1)) {
      for (int step = first; step < recipe.steps(); step++) {
        Batches.Batch batch = ahead.next();
        if (!batch.images().isEmpty()) { // regions that are all on difficult objects teach nothing
          Tensors.seed(batch.dropoutSeed());
          double loss = step(batch.images(), step);
          losses.add(step + 1, loss);
          smoothed = Double.isNaN(smoothed) ? loss : SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
        }
        heldOut.look(this, step + 1);
        checkpoint.keep(optimizer, step + 1);
        progress.done(step + 1, String.format(Locale.ROOT, "loss %.3f", smoothed));
      }
    }
    optimizer.takeAverages();
  }

  private double step(List<Batches.Drawn> images, int number) {
    try (TrainingStep step = begin()) {
      double loss = step.loss(images);
      optimizer.update(step.gradients(), weight -> recipe.rate(number, weight));
      return loss;
    }
  }

  /** A step with the weights as they are. */
  TrainingStep begin() {
    return new TrainingStep(manager, parts);
  }

  Batches batches() {
    return batches;
  }

  /** The tensors behind the backbone by name, such as {@code fc6.weight}. */
  Map<String, NDArray> parameters() {
    return head.parameters();
  }

  /** Puts what was learnt behind the backbone into a head. */
  void export(HeadWeights into) {
    head.export(into);
  }

  @Override
  public void close() {
    manager.close();
  }
}
