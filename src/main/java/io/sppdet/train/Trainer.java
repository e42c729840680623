package io.sppdet.train;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.TrainableBackbone;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetCheck;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.head.RegionHead;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.MultiScalePooling;
import io.sppdet.pooling.SpatialPyramidPooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The recipe of SPP-net on a frozen backbone (He et al. 2014, section 4): fine-tune conv5, fc6 and
 * fc7 with a softmax; SVMs with hard negatives; box regression; calibration on held-out photos.
 * Ends with a model directory.
 */
public final class Trainer {
  /** The negatives of the SVMs get this part of the memory. */
  private static final int NEGATIVES_SHARE = 4;

  private static final int ROIS_AN_IMAGE = 64;
  private static final double RATE = 6e-4;
  private static final double CONV_RATE = 3e-4;
  private static final double BACKBONE_RATE = 8e-5;
  private static final List<Integer> LEVELS = List.of(4, 2, 1);
  private static final int CONV5_CHANNELS = 256;
  private static final int FC_SIZE = 1024;
  private static final double HELD_OUT = 0.1;
  private static final double SCORE_THRESHOLD = 0.5;
  private static final double NMS_IOU = 0.3;
  private static final String HEAD_FILE = "head.safetensors";

  /** The notices of the licences of the backbone, which go where it goes. */
  private static final String NOTICE_FILE = "NOTICE";

  private static final String TRAIN = "train";
  private static final String CHECKSUMS_FILE = "training-images.txt";

  private final TrainingSettings settings;
  private final Progress progress;
  private final Map<String, String> notes = new TreeMap<>();

  public Trainer(TrainingSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Trains a model and writes it.
   *
   * @throws SppdetException DATASET, MODEL or OUTPUT when one of the folders is unfit
   */
  public void train() {
    refuseUnfitOutput();
    ModelDirectory init = ModelDirectory.open(settings.init());
    Dataset dataset = Dataset.open(settings.dataset(), settings.format());
    SplitChoice choice = SplitChoice.of(settings.split(), TRAIN, dataset);
    SplitChoice.Chosen chosen = choice.from(dataset, settings.seed());
    List<LabelledImage> labelled = chosen.images();
    tellDirt(dataset, choice, chosen);
    List<String> classes = dataset.classNames(labelled);
    if (labelled.stream().allMatch(image -> image.objects().isEmpty())) {
      throw new SppdetException(
          Kind.DATASET,
          settings.dataset().toString(),
          "split \"" + choice.text() + "\" holds no labelled objects");
    }
    try (NDManager manager = NDManager.newBaseManager();
        Backbone backbone = openBackbone(manager, init)) {
      FeatureStore store = store(init, layers(backbone));
      List<FeatureStore.View> views = new ArrayList<>();
      if (settings.fineTune() != FineTune.CONV) {
        for (int scale : settings.scales()) {
          views.add(new FeatureStore.View(scale, false));
          views.add(new FeatureStore.View(scale, true));
        }
      }
      List<FeatureStore.Entry> entries =
          store.prepare(
              labelled,
              views,
              settings.threads(),
              progress,
              (image, cause) -> progress.note("skipped " + cause.getMessage()));
      writeLists(chosen);
      train(init, manager, store, entries, classes, choice.text());
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, settings.output().toString(), "can't be written (" + e + ")", e);
    }
  }

  /** The backbone to start from, with a lateral map if one is wanted. */
  private Backbone openBackbone(NDManager manager, ModelDirectory init) {
    BackboneDescriptor plain = init.description().backbone();
    Backbone backbone = Backbone.open(manager, plain, init.path());
    if (!settings.lateral()
        || settings.fineTune() == FineTune.FC
        || !(backbone instanceof TrainableBackbone trainable)) {
      return backbone;
    }
    try (backbone) {
      int stride = plain.stride() / 2;
      int block = trainable.blocksUpTo(stride) - 1;
      BackboneDescriptor.Lateral lateral =
          new BackboneDescriptor.Lateral(
              block, trainable.channels(block), plain.offset() - plain.stride() + stride);
      return Backbone.open(manager, plain.with(lateral), init.path());
    }
  }

  /** Where blocks are to learn, the second half of them does. */
  private ConvLayers layers(Backbone backbone) {
    if (settings.fineTune() != FineTune.CONV) {
      return ConvLayers.frozen(backbone);
    }
    if (!(backbone instanceof TrainableBackbone trainable)) {
      throw new SppdetException(
          Kind.MODEL,
          settings.init().toString(),
          "its backbone can't be fine-tuned, only one of type efficientnet-lite; choose --fine-tune"
              + " conv5");
    }
    return ConvLayers.learning(trainable, (trainable.blocks() + 1) / 2);
  }

  private FeatureStore store(ModelDirectory init, ConvLayers layers) {
    Path weights = init.path().resolve(init.description().backbone().file());
    return new FeatureStore(settings.cache(), Checksum.of(weights), layers, settings.proposals());
  }

  private void train(
      ModelDirectory init,
      NDManager manager,
      FeatureStore store,
      List<FeatureStore.Entry> entries,
      List<String> classes,
      String split)
      throws IOException {
    List<FeatureStore.Entry> heldOut = new ArrayList<>();
    List<FeatureStore.Entry> training = new ArrayList<>();
    divide(entries, heldOut, training);
    if (training.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET, settings.dataset().toString(), "too few images to train on");
    }
    BackboneDescriptor network = store.layers().backbone().descriptor();
    DetectorDescriptor detector = detector(classes);
    HeadWeights head = new HeadWeights(detector.headSize(network));
    WorkFolder work = WorkFolder.open(sibling(".work"), identity(init, classes, entries), progress);
    Path partial = Files.createDirectories(sibling(".part"));
    Path headFile = partial.resolve(HEAD_FILE);
    Path finetuned = work.file("fine-tuned-head.safetensors");
    Path weights = work.file(network.file());

    if (!Files.exists(finetuned)) {
      finetune(init, store, training, classes, head, work);
    }
    head.read(finetuned);
    try (RegionHead layers = RegionHead.load(manager, finetuned, head.size());
        Backbone tuned = Backbone.open(manager, network, work.path())) {
      MultiScalePooling pooling = new MultiScalePooling(new SpatialPyramidPooling(LEVELS));
      RegionPooler pooler =
          new RegionPooler(store(init, layers(tuned)), layers, pooling, settings.testScales());
      if (settings.classifier() == Classifier.SVM) {
        RegionFeatures features =
            new RegionFeatures(work.folder("features"), pooler, training, classes);
        new SvmTrainer(
                features,
                classes,
                settings.memory() / NEGATIVES_SHARE,
                work.file("svm.safetensors"),
                new Interval(Interval.DEFAULT))
            .train(head, new Random(settings.seed() + 1), progress);
      }
      if (settings.boxRegression() == BoxRegression.RIDGE) {
        new BoxRegressionTrainer(pooler, classes, work.folder("boxes"))
            .train(training, head, new Random(settings.seed() + 2), progress);
      }
    }
    head.write(headFile);

    Files.copy(weights, partial.resolve(network.file()), StandardCopyOption.REPLACE_EXISTING);
    Path notice = init.path().resolve(NOTICE_FILE);
    if (Files.exists(notice)) {
      Files.copy(notice, partial.resolve(NOTICE_FILE), StandardCopyOption.REPLACE_EXISTING);
    }
    writeChecksums(partial.resolve(CHECKSUMS_FILE), entries);
    ModelDescription description =
        describe(init, network, detector, split, entries.size(), training.size());
    ModelDirectory.write(partial, description);
    calibrate(ModelDirectory.open(partial), store, heldOut, head, work);
    head.write(headFile);
    Files.move(partial, settings.output());
    work.delete();
  }

  /** All that decides what a run gives. */
  private String identity(
      ModelDirectory init, List<String> classes, List<FeatureStore.Entry> entries) {
    StringBuilder identity = new StringBuilder();
    identity
        .append("sppdet ")
        .append(settings.version())
        .append("\ninit ")
        .append(Checksum.of(weights(init)))
        .append("\nfine-tune ")
        .append(settings.fineTune())
        .append("\nclassifier ")
        .append(settings.classifier())
        .append("\nbbox-regression ")
        .append(settings.boxRegression())
        .append("\nlateral ")
        .append(settings.lateral())
        .append("\nscales ")
        .append(settings.scales())
        .append("\ntest-scales ")
        .append(settings.testScales())
        .append("\nproposals ")
        .append(settings.proposals())
        .append("\nepochs ")
        .append(settings.epochs())
        .append("\nseed ")
        .append(settings.seed())
        .append("\nclasses ")
        .append(classes)
        .append("\n");
    for (FeatureStore.Entry entry : entries) {
      identity.append(entry.checksum()).append(' ').append(entry.image().objects()).append("\n");
    }
    return identity.toString();
  }

  /** Puts a tenth of the images aside; images of the same bytes stay together. */
  private void divide(
      List<FeatureStore.Entry> entries,
      List<FeatureStore.Entry> heldOut,
      List<FeatureStore.Entry> training) {
    Map<String, List<FeatureStore.Entry>> same =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    FeatureStore.Entry::checksum, LinkedHashMap::new, Collectors.toList()));
    List<List<FeatureStore.Entry>> shuffled = new ArrayList<>(same.values());
    Collections.shuffle(shuffled, new Random(settings.seed()));
    for (List<FeatureStore.Entry> group : shuffled) {
      (heldOut.size() < HELD_OUT * entries.size() ? heldOut : training).addAll(group);
    }
  }

  /** Ends with the backbone's weights and the fine-tuned head in the work folder. */
  private void finetune(
      ModelDirectory init,
      FeatureStore store,
      List<FeatureStore.Entry> training,
      List<String> classes,
      HeadWeights head,
      WorkFolder work)
      throws IOException {
    Path weights = work.file(store.layers().backbone().descriptor().file());
    try (FineTuner tuner =
        new FineTuner(
            recipe(training.size()),
            head.size(),
            new SpatialPyramidPooling(LEVELS),
            store,
            classes,
            training)) {
      tuner.train(
          new Checkpoint(work.file("fine-tuning.safetensors"), new Interval(Interval.DEFAULT)),
          new LossLog(work.file("loss.csv")),
          progress);
      tuner.export(head);
    }
    if (store.layers().learning() == null) {
      Files.copy(weights(init), weights, StandardCopyOption.REPLACE_EXISTING);
    } else {
      BackboneWeights.write(store.layers().learning(), weights);
    }
    Path written = work.file("fine-tuned-head.part");
    head.write(written);
    Files.move(written, work.file("fine-tuned-head.safetensors"));
  }

  private static Path weights(ModelDirectory model) {
    return model.path().resolve(model.description().backbone().file());
  }

  private FineTuner.Recipe recipe(int images) {
    boolean conv = settings.fineTune() == FineTune.CONV;
    int step = conv ? 2 : 4;
    int steps = (int) Math.max(1, Math.ceil(settings.epochs() * images / step));
    return new FineTuner.Recipe(
        step,
        ROIS_AN_IMAGE,
        steps,
        conv ? CONV_RATE : RATE,
        BACKBONE_RATE,
        settings.scales(),
        settings.fineTune() != FineTune.FC,
        settings.seed());
  }

  private void calibrate(
      ModelDirectory model,
      FeatureStore store,
      List<FeatureStore.Entry> heldOut,
      HeadWeights head,
      WorkFolder work)
      throws IOException {
    double everything = new PlattScaling(-1, 0).score(settings.classifier().leastMargin());
    Selection selection = new Selection(everything, NMS_IOU, Integer.MAX_VALUE, Set.of());
    try (SppNet net = SppNet.load(model)) {
      Detector detector = new Detector(settings.proposals().generator(), net, selection);
      new Calibrator(detector, store, work.folder("held-out")).train(heldOut, head, progress);
    }
  }

  private DetectorDescriptor detector(List<String> classes) {
    return new DetectorDescriptor(
        HEAD_FILE,
        classes,
        settings.testScales(),
        settings.proposals().toString(),
        LEVELS,
        CONV5_CHANNELS,
        FC_SIZE,
        FC_SIZE,
        settings.classifier(),
        settings.boxRegression(),
        SCORE_THRESHOLD,
        NMS_IOU);
  }

  private ModelDescription describe(
      ModelDirectory init,
      BackboneDescriptor network,
      DetectorDescriptor detector,
      String split,
      int images,
      int trained) {
    notes.put(
        "fine-tuning",
        settings.fineTune()
            + ": "
            + recipe(trained).steps()
            + " steps on "
            + trained
            + " images and their mirrors, short sides "
            + settings.scales());
    notes.put("calibration", (images - trained) + " held-out images");
    List<Licence> licences = new ArrayList<>(init.description().licences());
    licences.removeIf(licence -> licence.part().equals("class names"));
    licences.add(
        new Licence(
            "detector layers",
            "that of their owner; the photos they were trained on are not part of them",
            "trained by the command in the provenance"));
    return new ModelDescription(
        ModelDirectory.FORMAT_VERSION,
        settings.output().toAbsolutePath().normalize().getFileName().toString(),
        network,
        detector,
        null,
        new Provenance(
            settings.dataset().toAbsolutePath().normalize().getFileName().toString(),
            split,
            images,
            CHECKSUMS_FILE,
            init.description().name(),
            settings.command(),
            settings.seed(),
            settings.date(),
            settings.version(),
            notes),
        licences);
  }

  private static void writeChecksums(Path file, List<FeatureStore.Entry> entries)
      throws IOException {
    Files.write(
        file, entries.stream().map(e -> e.checksum() + "  " + e.image().id()).sorted().toList());
  }

  /** Decoding is left to the features, which tell of every image they can't use. */
  private void tellDirt(Dataset dataset, SplitChoice choice, SplitChoice.Chosen chosen) {
    List<DatasetWarning> dirt = new ArrayList<>(dataset.warnings());
    dirt.addAll(chosen.warnings());
    dirt.addAll(new DatasetCheck(settings.threads()).duplicates(choice.text(), chosen.images()));
    DatasetWarning.summary(dirt).forEach(progress::note);
    if (settings.strict() && !dirt.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET,
          settings.dataset().toString(),
          "holds dirt, which --strict refuses; sppdet dataset check lists it");
    }
  }

  /** The lists of a drawn split, which evaluation and later training can be given. */
  private void writeLists(SplitChoice.Chosen chosen) throws IOException {
    Path partial = Files.createDirectories(sibling(".part"));
    boolean drawn = !chosen.rest().isEmpty();
    writeList(partial.resolve(TRAIN + ".txt"), drawn ? chosen.images() : List.of());
    writeList(partial.resolve("val.txt"), chosen.rest());
  }

  /** An empty list is no file, not even one of a killed run. */
  private static void writeList(Path file, List<LabelledImage> images) throws IOException {
    if (images.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      Files.write(file, images.stream().map(LabelledImage::id).toList());
    }
  }

  private void refuseUnfitOutput() {
    if (Files.exists(settings.output())) {
      throw new SppdetException(
          Kind.OUTPUT, settings.output().toString(), "exists already; remove it or name another");
    }
    Path above = settings.output().toAbsolutePath().getParent();
    while (!Files.exists(above)) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new SppdetException(
          Kind.OUTPUT, settings.output().toString(), "can't be made in " + above);
    }
  }

  /** A folder beside the output, so that a half-made model is never taken for a whole one. */
  private Path sibling(String suffix) {
    Path output = settings.output().toAbsolutePath();
    return output.resolveSibling(output.getFileName() + suffix);
  }
}
