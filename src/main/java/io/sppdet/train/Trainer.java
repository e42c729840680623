package io.sppdet.train;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
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
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.head.RegionHead;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.SpatialPyramidPooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The recipe of SPP-net on a frozen backbone (He et al. 2014, section 4): fine-tune conv5, fc6 and
 * fc7 with a softmax; SVMs with hard negatives; box regression; calibration on held-out photos.
 * Ends with a model directory.
 */
public final class Trainer {
  /** Passes over all images and their mirror images, unless a number of steps is given. */
  public static final int DEFAULT_EPOCHS = 6;

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
    BackboneDescriptor network = init.description().backbone();
    try (NDManager manager = NDManager.newBaseManager();
        Backbone backbone = Backbone.open(manager, network, init.path())) {
      Path weights = init.path().resolve(network.file());
      ResizeRule resize = new ResizeRule(settings.shortSide());
      FeatureStore store =
          new FeatureStore(
              settings.cache(), Checksum.of(weights), backbone, resize, settings.proposals());
      List<FeatureStore.Entry> entries =
          store.prepare(
              labelled,
              settings.threads(),
              progress,
              (image, cause) -> progress.note("skipped " + cause.getMessage()));
      Function<FeatureStore.Entry, RoiProjection> projection =
          entry ->
              new RoiProjection(
                  network.stride(), network.offset(), resize.ratio(entry.width(), entry.height()));
      writeLists(chosen);
      train(init, manager, store, projection, entries, classes, choice.text());
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, settings.output().toString(), "can't be written (" + e + ")", e);
    }
  }

  private void train(
      ModelDirectory init,
      NDManager manager,
      FeatureStore store,
      Function<FeatureStore.Entry, RoiProjection> projection,
      List<FeatureStore.Entry> entries,
      List<String> classes,
      String split)
      throws IOException {
    Random random = new Random(settings.seed());
    List<FeatureStore.Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, random);
    int heldOutCount = (int) Math.ceil(HELD_OUT * shuffled.size());
    List<FeatureStore.Entry> heldOut = List.copyOf(shuffled.subList(0, heldOutCount));
    List<FeatureStore.Entry> training =
        List.copyOf(shuffled.subList(heldOutCount, shuffled.size()));
    if (training.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET, settings.dataset().toString(), "too few images to train on");
    }
    BackboneDescriptor network = init.description().backbone();
    SpatialPyramidPooling pyramid = new SpatialPyramidPooling(LEVELS);
    HeadWeights head =
        new HeadWeights(
            new HeadSize(
                network.channels(),
                CONV5_CHANNELS,
                pyramid.bins(),
                FC_SIZE,
                FC_SIZE,
                classes.size()));
    Path partial = partialDirectory();
    Path headFile = partial.resolve(HEAD_FILE);

    try (FineTuner tuner =
        new FineTuner(
            head.size(), pyramid, projection, store, classes, training, settings.seed())) {
      tuner.train(training, steps(training.size()), random, progress);
      tuner.export(head);
    }
    head.write(headFile);

    try (RegionHead finetuned = RegionHead.load(manager, headFile, head.size())) {
      RegionPooler pooler = new RegionPooler(store, finetuned, pyramid, projection);
      new SvmTrainer(pooler, classes).train(training, head, random, progress);
      new BoxRegressionTrainer(pooler, classes).train(training, head, random, progress);
    }
    head.write(headFile);

    Files.copy(
        init.path().resolve(network.file()),
        partial.resolve(network.file()),
        StandardCopyOption.REPLACE_EXISTING);
    Path notice = init.path().resolve(NOTICE_FILE);
    if (Files.exists(notice)) {
      Files.copy(notice, partial.resolve(NOTICE_FILE), StandardCopyOption.REPLACE_EXISTING);
    }
    writeChecksums(partial.resolve(CHECKSUMS_FILE), entries);
    ModelDescription description = describe(init, classes, split, entries.size(), training.size());
    ModelDirectory.write(partial, description);
    calibrate(ModelDirectory.open(partial), heldOut, head);
    head.write(headFile);
    Files.move(partial, settings.output());
  }

  private int steps(int images) {
    int epoch = (2 * images + FineTuner.IMAGES_A_STEP - 1) / FineTuner.IMAGES_A_STEP;
    return settings.steps() > 0 ? settings.steps() : DEFAULT_EPOCHS * epoch;
  }

  private void calibrate(ModelDirectory model, List<FeatureStore.Entry> heldOut, HeadWeights head) {
    double everything = new PlattScaling(-1, 0).score(Calibrator.MIN_MARGIN);
    Selection selection = new Selection(everything, NMS_IOU, Integer.MAX_VALUE, Set.of());
    try (SppNet net = SppNet.load(model)) {
      Detector detector = new Detector(settings.proposals().generator(), net, selection);
      new Calibrator(detector).train(heldOut, head, progress);
    }
  }

  private ModelDescription describe(
      ModelDirectory init, List<String> classes, String split, int images, int trained) {
    notes.put("fine-tuning", steps(trained) + " steps on " + trained + " images and their mirrors");
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
        init.description().backbone(),
        new DetectorDescriptor(
            HEAD_FILE,
            classes,
            settings.shortSide(),
            settings.proposals().toString(),
            LEVELS,
            CONV5_CHANNELS,
            FC_SIZE,
            FC_SIZE,
            SCORE_THRESHOLD,
            NMS_IOU),
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
    Path partial = partialDirectory();
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

  /**
   * A folder beside the output, so that a half-made model is never taken for a whole one; what a
   * killed run left in it is overwritten.
   */
  private Path partialDirectory() throws IOException {
    Path output = settings.output().toAbsolutePath();
    return Files.createDirectories(output.resolveSibling(output.getFileName() + ".part"));
  }
}
