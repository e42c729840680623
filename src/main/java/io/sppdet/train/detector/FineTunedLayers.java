package io.sppdet.train.detector;

import io.sppdet.error.SppdetException;
import io.sppdet.head.HeadWeights;
import io.sppdet.model.Checksums;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.train.run.Checkpoint;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Interval;
import io.sppdet.train.run.LossLog;
import io.sppdet.train.run.ModelFolder;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.TrainingImages;
import io.sppdet.train.run.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The backbone and the layers behind it as fine-tuning leaves them, in the work folder of a
 * training.
 */
record FineTunedLayers(
    TrainingSettings settings,
    StartingPoint start,
    FeatureStore store,
    DetectorDescriptor detector,
    WorkFolder work,
    Progress progress) {

  /** Where they are kept, with their checksums once all are written. */
  Path folder() throws IOException {
    return work.folder("fine-tuned");
  }

  /** The layers behind the backbone. */
  Path head() throws IOException {
    return folder().resolve(ModelFolder.HEAD_FILE);
  }

  /** The losses of the steps. */
  LossLog losses() {
    return new LossLog(work.file("loss.csv"));
  }

  /** The losses in images held out. */
  LossLog heldOutLosses() {
    return new LossLog(work.file("held-out-loss.csv"));
  }

  /** Makes them unless they are there, and ends with the head in memory too. */
  void make(StepPlan recipe, TrainingImages.Division<FeatureStore.Entry> division, HeadWeights head)
      throws IOException {
    if (!isWhole()) {
      if (settings.recipe().fineTune() == FineTune.NONE) {
        head.readFeatureLayers(start.head());
      } else {
        finetune(recipe, division, head);
      }
      BackboneWeights.write(
          store.layers(),
          start.weights(),
          folder().resolve(store.layers().backbone().descriptor().file()));
      head.write(head());
      Checksums.write(folder());
    }
    head.read(head());
  }

  private boolean isWhole() throws IOException {
    if (!Checksums.areIn(folder())) {
      return false;
    }
    List<SppdetException> faults = Checksums.faults(folder());
    if (!faults.isEmpty()) {
      progress.note(faults.get(0).getMessage() + "; fine-tunes again from the last state kept");
    }
    return faults.isEmpty();
  }

  private void finetune(
      StepPlan recipe, TrainingImages.Division<FeatureStore.Entry> division, HeadWeights head) {
    RegionSource training = new RegionSource(store, detector.classes(), division.training());
    RegionSource heldOut = new RegionSource(store, detector.classes(), division.heldOut());
    TrainableHead.Start initial =
        start.layers(detector, training, settings.recipe().scales().get(0), progress);
    try (FineTuner tuner =
        new FineTuner(recipe, head.size(), detector.pyramid(), training, initial)) {
      tuner.train(
          new Checkpoint(
              work.file("fine-tuning.safetensors"),
              new Interval(settings.checkpoint()),
              progress::note),
          losses(),
          new HeldOutLoss(recipe, heldOut, heldOutLosses()),
          progress);
      tuner.export(head);
    }
  }
}
