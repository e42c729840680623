package io.sppdet.train.detector;

import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.Count;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.ModelFolder;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.TrainingImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the settings come to: the numbers of the recipe, and the description of the model. */
record TrainingPlan(TrainingSettings settings) {
  /** Least score of a detection where no held-out image says better. */
  static final double SCORE_THRESHOLD = 0.5;

  static final double NMS_IOU = 0.3;

  private static final int CONV5_CHANNELS = 256;
  private static final int FC_SIZE = 1024;

  /**
   * Proposals that detection scores: of some 1,500 of a photo, as many as cost 0.3 points of mAP.
   */
  private static final int KEEP = 1000;

  private static final int ROIS_AN_IMAGE = 64;

  /** Background RoIs, in fine-tuning through the backbone, from which the hardest are chosen. */
  private static final int HARD_CHOICE = 192;

  private static final double PROPOSALS_WORK = 0.25;
  private static final double VIEW_WORK = 0.2;
  private static final double CONV_WORK = 0.4;
  private static final double FC_WORK = 0.1;

  /** The settings with scales chosen by the images, unless they are given. */
  TrainingSettings settled(List<LabelledImage> images, Progress progress) {
    TrainingSettings.Recipe recipe = settings.recipe();
    if (recipe.scales() != null) {
      List<Integer> largest = List.of(Collections.max(recipe.scales()));
      return settings.withScales(
          recipe.scales(), Objects.requireNonNullElse(recipe.testScales(), largest));
    }
    ScaleChoice choice = ScaleChoice.choose(images, recipe.seed());
    List<Integer> test = Objects.requireNonNullElse(recipe.testScales(), choice.test());
    List<Integer> training = recipe.fineTune() == FineTune.CONV ? choice.training() : choice.test();
    progress.note("short sides %s, detection at %s: by the objects".formatted(training, test));
    return settings.withScales(training, test);
  }

  /** The steps of the run, with the seconds that each takes of the shipped model's backbone. */
  List<Progress.Stage> stages(StartingPoint start, TrainingImages images, FeatureStore store) {
    FineTune fineTune = settings.recipe().fineTune();
    int photos = images.images().size();
    boolean conv = fineTune == FineTune.CONV;
    DetectorDescriptor detector = detector(start, images.classes(), store.method());
    List<Progress.Stage> stages = new ArrayList<>();
    double views = conv || fineTune == FineTune.NONE ? 0 : views().size(); // made before
    stages.add(new Progress.Stage("features", photos * (PROPOSALS_WORK + VIEW_WORK * views)));
    if (fineTune != FineTune.NONE) {
      boolean fits = start.headFits(detector, store.layers().backbone().descriptor());
      double shown = photos * epochs(fits, images.images());
      stages.add(new Progress.Stage("fine-tuning", shown * (conv ? CONV_WORK : FC_WORK)));
    }
    if (settings.model().classifier() == Classifier.SVM) {
      stages.add(new Progress.Stage("fc7 features", photos * VIEW_WORK));
      stages.add(new Progress.Stage("hard negatives", photos * FC_WORK));
    }
    if (settings.model().boxRegression() == BoxRegression.RIDGE) {
      stages.add(new Progress.Stage("box regression", photos * FC_WORK));
    }
    if (settings.model().context()) {
      stages.add(new Progress.Stage(ContextTrainer.STAGE, photos * VIEW_WORK));
    }
    if (detector.keep() > 0) {
      int looked = Math.min(ObjectnessTrainer.PHOTOS, photos);
      stages.add(new Progress.Stage(ObjectnessTrainer.STAGE, looked * VIEW_WORK));
    }
    stages.add(new Progress.Stage("calibration", 0.1 * photos * VIEW_WORK));
    return stages;
  }

  /** All ways in which fine-tuning shows an image. */
  List<FeatureStore.View> views() {
    List<FeatureStore.View> views = new ArrayList<>();
    double colourJitter = settings.recipe().tuning().colourJitter();
    Set<Integer> scales = new LinkedHashSet<>(settings.recipe().scales());
    scales.addAll(settings.recipe().tuning().earlyScales());
    for (int scale : scales) {
      views.add(new FeatureStore.View(scale, false, colourJitter));
      views.add(new FeatureStore.View(scale, true, colourJitter));
    }
    return views;
  }

  /**
   * How often fine-tuning shows each image.
   *
   * @param layersFit whether the layers it starts from know objects already
   */
  double epochs(boolean layersFit, List<LabelledImage> training) {
    return settings.recipe().epochs() != null
        ? settings.recipe().epochs()
        : EpochChoice.choose(settings.recipe().fineTune(), layersFit, training);
  }

  /** How fine-tuning goes, over this number of images. */
  StepPlan recipe(double epochs, int images) {
    boolean conv = settings.recipe().fineTune() == FineTune.CONV;
    Tuning tuning = settings.recipe().tuning();
    int step = tuning.batch() > 0 ? tuning.batch() : conv ? Tuning.BATCH : Tuning.FIXED_BATCH;
    double rate = conv ? Tuning.RATE : Tuning.FIXED_RATE;
    double factor = tuning.rate() > 0 ? tuning.rate() / rate : 1;
    return new StepPlan(
        new StepPlan.Shown(step, ROIS_AN_IMAGE, conv ? HARD_CHOICE : 0, settings.recipe().scales()),
        new StepPlan.Rates(factor * rate, factor * Tuning.BACKBONE_RATE),
        (int) Math.max(1, Math.ceil(epochs * images / step)),
        tuning,
        settings.recipe().fineTune() != FineTune.FC,
        settings.recipe().seed());
  }

  /** The detector that comes of it, but for its threshold. */
  DetectorDescriptor detector(StartingPoint start, List<String> classes, ProposalMethod method) {
    Pyramid pyramid = Objects.requireNonNullElseGet(settings.model().pyramid(), start::pyramid);
    return new DetectorDescriptor(
        ModelFolder.HEAD_FILE,
        classes,
        settings.recipe().testScales(),
        method.toString(),
        pyramid.levels(),
        pyramid.reduction(),
        CONV5_CHANNELS,
        Objects.requireNonNullElseGet(settings.model().neck(), start::neck),
        FC_SIZE,
        FC_SIZE,
        settings.model().classifier(),
        settings.model().boxRegression(),
        pyramid.coarse() == null ? 0 : KEEP,
        settings.model().context() ? Double.valueOf(ContextTrainer.SHARE) : null,
        SCORE_THRESHOLD,
        NMS_IOU);
  }

  /** The description of the model, with where it comes from. */
  ModelDescription describe(
      ModelDescription init,
      BackboneDescriptor network,
      DetectorDescriptor detector,
      String split,
      int images,
      Map<String, String> notes) {
    Provenance provenance =
        new Provenance(
            ModelFolder.nameOf(settings.data().path()),
            split,
            images,
            ModelFolder.CHECKSUMS_FILE,
            init.name(),
            settings.origin().command(),
            settings.recipe().seed(),
            settings.origin().date(),
            settings.origin().version(),
            notes);
    return new ModelDescription(
        ModelDirectory.FORMAT_VERSION,
        ModelFolder.nameOf(settings.place().output()),
        network,
        detector,
        null,
        provenance,
        ModelFolder.detectorLicences(init));
  }

  /** What the provenance tells of the recipe. */
  Map<String, String> notes(StepPlan recipe, TrainingImages.Division<FeatureStore.Entry> division) {
    return Map.of(
        "fine-tuning",
        settings.recipe().fineTune()
            + ", "
            + Count.of(settings.recipe().fineTune() == FineTune.NONE ? 0 : recipe.steps(), "step")
            + " on "
            + Count.of(
                division.training().size(), "image and its mirror", "images and their mirrors")
            + ", short sides "
            + settings.recipe().scales(),
        "calibration",
        Count.of(division.heldOut().size(), "held-out image"));
  }
}
