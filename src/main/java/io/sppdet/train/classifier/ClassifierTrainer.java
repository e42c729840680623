package io.sppdet.train.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.PixelDescriptor;
import io.sppdet.classify.ImageView;
import io.sppdet.classify.LinearClassifier;
import io.sppdet.classify.MapCache;
import io.sppdet.classify.MapNetwork;
import io.sppdet.classify.SppImageClassifier;
import io.sppdet.classify.SppMapClassifier;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.error.Count;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.model.Backbones;
import io.sppdet.model.ClassifierDescriptor;
import io.sppdet.model.ClassifierHead;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.NewModel;
import io.sppdet.model.Provenance;
import io.sppdet.model.VectorNorm;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.ModelFolder;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.TrainingImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * SPP-net as a classifier of whole images of any size (He et al. 2014, section 3): what stands
 * behind the frozen backbone learns, or a small network from scratch. Ends with a model directory.
 */
public final class ClassifierTrainer {
  private static final String FILE = "classifier.safetensors";

  private final ClassifierSettings settings;
  private final Progress progress;

  public ClassifierTrainer(ClassifierSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Trains a model and writes it.
   *
   * @throws SppdetException DATASET, MODEL or OUTPUT when one of the folders is unfit; USAGE when
   *     the head does not fit the network or the labels
   */
  public void train() {
    try (NewModel place = NewModel.at(settings.place().output())) {
      train(place);
    }
  }

  private void train(NewModel place) {
    Dataset dataset = Dataset.open(settings.data().path(), settings.data().format());
    TrainingImages images =
        TrainingImages.open(
            settings.data(), dataset, settings.seed(), settings.place().threads(), progress);
    ClassifierDescriptor classifier = describe(dataset.format(), images.classes());
    boolean own = settings.model().network() == ClassifierNetwork.SMALL_SPP;
    ModelDirectory init = own ? null : ModelDirectory.open(settings.init());
    BackboneDescriptor layers =
        own ? PixelDescriptor.of(FILE) : init.description().backbone().withoutLateral();
    try (NDManager manager = Tensors.newManager();
        Backbone backbone =
            Backbones.open(manager, layers, own ? settings.place().output() : init.path())) {
      MapCache cache =
          own
              ? MapCache.none(backbone)
              : MapCache.open(
                  settings.place().cache(), init.backboneChecksum(), backbone, progress::note);
      check(classifier, LabelledMaps.unread(images, cache)); // before the long work
      LabelledMaps maps = LabelledMaps.prepare(images, ImageView.of(classifier), cache, progress);
      check(classifier, maps);
      Map<String, NDArray> learnt = new LinkedHashMap<>();
      String note = learn(manager, classifier, layers, maps, learnt);
      write(
          place,
          images,
          maps,
          init,
          describe(classifier, layers, images, maps, init, note),
          learnt);
    } catch (IOException e) {
      throw FileFault.writing(settings.place().output(), e);
    }
  }

  private ClassifierDescriptor describe(DatasetFormat format, List<String> classes) {
    boolean linear = settings.model().network() == ClassifierNetwork.LINEAR;
    Pyramid pooling =
        switch (settings.model().network()) {
          case LINEAR -> settings.model().pooling();
          case MAP_SPP -> SppMapClassifier.POOLING;
          case SMALL_SPP -> SppImageClassifier.POOLING;
        };
    ClassifierHead usual =
        format == DatasetFormat.FOLDERS
            ? ClassifierHead.SOFTMAX
            : linear ? ClassifierHead.SVM : ClassifierHead.SIGMOID;
    try {
      return new ClassifierDescriptor(
          FILE,
          classes,
          settings.model().network(),
          settings.model().head() == null ? usual : settings.model().head(),
          pooling.toString(),
          pooling.reduction(),
          linear ? VectorNorm.L2_LEVELS : VectorNorm.NONE,
          settings.views().scales(),
          settings.views().flip(),
          settings.views().warp(),
          settings.model().network() == ClassifierNetwork.MAP_SPP
              ? settings.model().hidden()
              : null);
    } catch (SppdetException e) {
      throw new SppdetException(Kind.USAGE, "train-classifier", e.reason(), e);
    }
  }

  private void check(ClassifierDescriptor classifier, LabelledMaps maps) {
    if (maps.size() < 2 || (classifier.classes().size() < 2 && isSoftmax(classifier))) {
      throw new SppdetException(
          Kind.DATASET, settings.data().path().toString(), "too few images or classes to train on");
    }
    for (int i = 0; isSoftmax(classifier) && i < maps.size(); i++) {
      if (maps.onlyClass(i) < 0) {
        throw new SppdetException(
                Kind.DATASET,
                maps.entries().get(i).image().image().toString(),
                "shows no class or several, a softmax needs one")
            .with(new Remedy("head svm", "and sigmoid take any number"));
      }
    }
  }

  private static boolean isSoftmax(ClassifierDescriptor classifier) {
    return classifier.head() == ClassifierHead.SOFTMAX;
  }

  /** Fills {@code learnt} with tensors owned by {@code manager}; returns a note on it. */
  private String learn(
      NDManager manager,
      ClassifierDescriptor classifier,
      BackboneDescriptor layers,
      LabelledMaps maps,
      Map<String, NDArray> learnt) {
    MapNetwork network =
        MapNetwork.draw(manager, classifier, layers.channels(), (int) settings.seed());
    List<ImageView> views = ImageView.of(classifier);
    learnt.putAll(network.parameters());
    if (classifier.head() != ClassifierHead.SVM) {
      List<List<ImageView>> byScale =
          views.stream()
              .map(ImageView::side)
              .distinct()
              .map(side -> views.stream().filter(view -> view.side() == side).toList())
              .toList();
      double loss =
          new NetworkTrainer(network, classifier.head(), maps, byScale, progress)
              .train(settings.fit().epochs(), settings.seed());
      progress.note("all images were learnt from: how good it is, eval tells on others");
      return String.format(
          Locale.ROOT, "%s, last loss %.4f", Count.of(settings.fit().epochs(), "epoch"), loss);
    }
    List<LabelledMaps.Entry> heldOut =
        TrainingImages.divide(maps.entries(), LabelledMaps.Entry::checksum, settings.seed())
            .heldOut();
    ImageSvmTrainer.Result svms =
        new ImageSvmTrainer(maps, (LinearClassifier) network, views, progress)
            .train(heldOut, settings.fit().c());
    Map<String, Shape> shapes = ClassifierLayout.of(classifier, layers.channels()).tensors();
    BiConsumer<String, float[]> put =
        (name, values) -> learnt.put(name, manager.create(values, shapes.get(name)));
    put.accept(ClassifierLayout.CLASSIFIER.weight(), svms.weight());
    put.accept(ClassifierLayout.CLASSIFIER.bias(), svms.bias());
    put.accept(ClassifierLayout.PLATT, svms.platt());
    return svms.note();
  }

  private ModelDescription describe(
      ClassifierDescriptor classifier,
      BackboneDescriptor layers,
      TrainingImages images,
      LabelledMaps maps,
      ModelDirectory init,
      String note) {
    Provenance provenance =
        new Provenance(
            ModelFolder.nameOf(settings.data().path()),
            images.split(),
            maps.size(),
            ModelFolder.CHECKSUMS_FILE,
            init == null ? null : init.description().name(),
            settings.origin().command(),
            settings.seed(),
            settings.origin().date(),
            settings.origin().version(),
            Map.of("classifier", note));
    return new ModelDescription(
        ModelDirectory.FORMAT_VERSION,
        ModelFolder.nameOf(settings.place().output()),
        layers,
        null,
        classifier,
        provenance,
        ModelFolder.classifierLicences(init == null ? null : init.description()));
  }

  private void write(
      NewModel place,
      TrainingImages images,
      LabelledMaps maps,
      ModelDirectory init,
      ModelDescription description,
      Map<String, NDArray> learnt)
      throws IOException {
    Path folder = place.folder();
    new ModelFolder(folder)
        .fill(
            init,
            images,
            maps.entries().stream().map(e -> e.checksum() + "  " + e.image().id()).toList(),
            init == null ? null : init.path().resolve(init.description().backbone().file()),
            description);
    TensorFile.write(folder.resolve(FILE), learnt);
    place.finish();
    if (settings.place().cleanCache() && maps.cache().folder() != null) {
      maps.cache().delete();
    }
  }
}
