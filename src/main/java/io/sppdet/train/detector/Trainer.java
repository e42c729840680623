package io.sppdet.train.detector;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.RegionHead;
import io.sppdet.model.Backbones;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.NewModel;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.Tensors;
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
import java.util.Random;
import java.util.Set;

/**
 * The recipe of SPP-net (He et al. 2014, section 4), on a frozen backbone or through it: fine-tune
 * with a softmax; SVMs with hard negatives; box regression; what the whole photo says; which
 * windows are worth a score; calibration on held-out photos. Ends with a model directory. A run
 * that was killed goes on where its last state was kept.
 */
public final class Trainer {
  /** The negatives of the SVMs get this part of the memory. */
  private static final int NEGATIVES_SHARE = 4;

  private final TrainingSettings settings;
  private final TrainingPlan plan;
  private final Progress progress;

  public Trainer(TrainingSettings settings, Progress progress) {
    this.settings = settings;
    this.plan = new TrainingPlan(settings);
    this.progress = progress;
  }

  /**
   * Trains a model and writes it.
   *
   * @throws SppdetException DATASET, MODEL or OUTPUT when one of the folders is unfit
   */
  public TrainingResult train() {
    NativeLibraries.keepKernels();
    try (NewModel place = NewModel.at(settings.place().output())) {
      return train(place);
    }
  }

  private TrainingResult train(NewModel place) {
    if (settings.recipe().fineTune() == FineTune.NONE
        && (settings.model().classifier() != Classifier.SVM
            || settings.model().boxRegression() == BoxRegression.JOINT)) {
      throw SppdetException.ofSetting(
          "fine-tune none",
          "leaves SVMs and ridge regression only; a softmax and joint boxes are fine-tuned");
    }
    if (settings.model().context() && settings.model().classifier() == Classifier.SVM) {
      throw SppdetException.ofSetting(
          "context", "adds log-odds to those of a softmax; SVMs have other margins");
    }
    StartingPoint start =
        new StartingPoint(
            ModelDirectory.open(settings.model().init()),
            settings.recipe().fineTune(),
            settings.model().lateral(),
            settings.recipe().precision(),
            settings.recipe().tuning().learnFrom());
    if (settings.recipe().fineTune() == FineTune.NONE && !start.poolsAs(settings)) {
      throw SppdetException.ofSetting("fine-tune none", "leaves pooling and neck as they are");
    }
    TrainingImages images = images();
    return new Trainer(plan.settled(images.images(), progress), progress)
        .train(place, start, images);
  }

  private TrainingImages images() {
    Dataset dataset = Dataset.open(settings.data().path(), settings.data().format());
    if (dataset.format() == DatasetFormat.FOLDERS) {
      throw new SppdetException(
          Kind.DATASET,
          settings.data().path().toString(),
          "has no boxes: a folder a class is what train-classifier takes");
    }
    return TrainingImages.open(
        settings.data(), dataset, settings.recipe().seed(), settings.place().threads(), progress);
  }

  private TrainingResult train(NewModel place, StartingPoint start, TrainingImages images) {
    ProposalMethod method =
        settings.recipe().proposals() == null
            ? ProposalChoice.choose(images.images(), settings.recipe().seed(), progress)
            : settings.recipe().proposals();
    try (NDManager manager = Tensors.newManager();
        Backbone backbone = start.open(manager)) {
      FeatureStore store =
          new FeatureStore(
              settings.place().cache(),
              start.model().backboneChecksum(),
              start.cut(backbone),
              method,
              progress::note);
      progress.stages(plan.stages(start, images, store));
      List<FeatureStore.View> views = plan.views();
      boolean frozen =
          settings.recipe().fineTune() == FineTune.FC
              || settings.recipe().fineTune() == FineTune.CONV5;
      List<FeatureStore.Entry> entries =
          store.prepare(
              images.images(),
              views,
              frozen ? views : List.of(), // what lies before learning blocks is made when needed
              settings.place().threads(),
              progress,
              (image, cause) -> progress.note("skipped " + cause.getMessage()));
      return train(place, start, images, manager, store, entries);
    } catch (IOException e) {
      throw FileFault.writing(settings.place().output(), e);
    }
  }

  private TrainingResult train(
      NewModel place,
      StartingPoint start,
      TrainingImages images,
      NDManager manager,
      FeatureStore store,
      List<FeatureStore.Entry> entries)
      throws IOException {
    TrainingImages.Division<FeatureStore.Entry> division =
        TrainingImages.divide(entries, FeatureStore.Entry::checksum, settings.recipe().seed());
    if (!TrainingImages.teaches(division.training(), FeatureStore.Entry::image)) {
      throw new SppdetException(
          Kind.DATASET,
          settings.data().path().toString(),
          "too few images with objects to train on");
    }
    BackboneDescriptor network = store.layers().backbone().descriptor();
    DetectorDescriptor detector = plan.detector(start, images.classes(), store.method());
    List<LabelledImage> shown =
        division.training().stream().map(FeatureStore.Entry::image).toList();
    double epochs = plan.epochs(start.headFits(detector, network), shown);
    HeadWeights head = new HeadWeights(detector.headSize(network));
    WorkFolder work =
        WorkFolder.open(
            sibling(".work"),
            settings.identity(start.identity(), detector, epochs, entries),
            progress);

    StepPlan recipe = plan.recipe(epochs, division.training().size());
    FineTunedLayers tuned = new FineTunedLayers(settings, start, store, detector, work, progress);
    tuned.make(recipe, division, head);
    classifyAndRegress(tuned, manager, division.training(), head);

    ModelFolder folder = new ModelFolder(place.folder());
    folder.fill(
        start.model(),
        images,
        entries.stream().map(e -> e.checksum() + "  " + e.image().id()).toList(),
        tuned.folder().resolve(network.file()),
        plan.describe(
            start.model().description(),
            network,
            detector,
            images.split(),
            entries.size(),
            plan.notes(recipe, division)));
    head.write(folder.head());
    learnOfWholeNetwork(ModelDirectory.open(folder.path()), store, division, head);
    head.write(folder.head());
    Calibrator.Result calibrated =
        calibrate(ModelDirectory.open(folder.path()), store, division.heldOut(), head, work);
    head.write(folder.head());
    double threshold = calibrated.threshold().orElse(TrainingPlan.SCORE_THRESHOLD);
    folder.rate(
        threshold,
        calibrated.threshold().isEmpty()
            ? "nothing right was found in the held-out images to choose it by"
            : "highest F1 over all classes, as expected by the calibration");
    List<LossLog.Point> losses = tuned.losses().points();
    List<LossLog.Point> heldOutLosses = tuned.heldOutLosses().points();
    place.finish();
    work.delete();
    if (settings.place().cleanCache()) {
      store.delete();
    }
    return new TrainingResult(
        images.split(),
        losses,
        heldOutLosses,
        division.heldOut().stream().map(FeatureStore.Entry::image).toList(),
        calibrated.found(),
        threshold);
  }

  /** The SVMs and the ridge regressors, where they are wanted, on the fine-tuned layers. */
  private void classifyAndRegress(
      FineTunedLayers tuned, NDManager manager, List<FeatureStore.Entry> training, HeadWeights head)
      throws IOException {
    DetectorDescriptor detector = tuned.detector();
    try (RegionHead layers = RegionHead.load(manager, tuned.head(), head.size());
        Backbone backbone =
            Backbones.open(
                manager, tuned.store().layers().backbone().descriptor(), tuned.folder())) {
      RegionPooler pooler =
          new RegionPooler(
              tuned.store().with(tuned.start().cut(backbone)),
              layers,
              new MultiScalePooling(detector.pyramid()),
              settings.recipe().testScales());
      if (settings.model().classifier() == Classifier.SVM) {
        RegionFeatures features =
            new RegionFeatures(
                tuned.work().folder("features"),
                pooler,
                training,
                detector.classes(),
                progress::note);
        new SvmTrainer(
                features,
                detector.classes(),
                settings.recipe().memory() / NEGATIVES_SHARE,
                tuned.work().file("svm.safetensors"),
                new Interval(settings.checkpoint()))
            .train(head, new Random(settings.recipe().seed() + 1), progress);
      }
      if (settings.model().boxRegression() == BoxRegression.RIDGE) {
        new BoxRegressionTrainer(pooler, detector.classes(), tuned.work().folder("boxes"))
            .train(training, head, new Random(settings.recipe().seed() + 2), progress);
      }
    }
  }

  /** What is learnt from what the finished layers say. */
  private void learnOfWholeNetwork(
      ModelDirectory model,
      FeatureStore store,
      TrainingImages.Division<FeatureStore.Entry> division,
      HeadWeights head) {
    try (SppNet net = SppNet.load(model)) {
      if (net.detector().context() != null) {
        new ContextTrainer(net).train(division, head, progress);
      }
      if (net.detector().keep() > 0) {
        new ObjectnessTrainer(net, store)
            .train(division.training(), head, settings.recipe().seed() + 3, progress);
      }
    }
  }

  private Calibrator.Result calibrate(
      ModelDirectory model,
      FeatureStore store,
      List<FeatureStore.Entry> heldOut,
      HeadWeights head,
      WorkFolder work)
      throws IOException {
    double everything = Calibrator.PLAIN.score(settings.model().classifier().leastMargin());
    Selection selection =
        new Selection(everything, TrainingPlan.NMS_IOU, Integer.MAX_VALUE, Set.of());
    try (SppNet net = SppNet.load(model)) {
      Detector detector = new Detector(store.method().generator(), net, selection);
      return new Calibrator(detector, store, work.folder("held-out"))
          .train(heldOut, head, progress);
    }
  }

  /** A folder beside the output, so that a half-made model is never taken for a whole one. */
  private Path sibling(String suffix) {
    Path output = settings.place().output().toAbsolutePath();
    return output.resolveSibling(output.getFileName() + suffix);
  }
}
