package io.sppdet.train.detector;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.Lateral;
import io.sppdet.backbone.efficientnet.TrainableBackbone;
import io.sppdet.dataset.Checksum;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.model.Backbones;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.ConvLayers;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import java.nio.file.Path;
import java.util.List;

/**
 * The model whose backbone a training starts from.
 *
 * @param model its directory
 * @param fineTune how deep the training will reach
 * @param lateral whether conv5 will take the map at half the backbone's stride too
 * @param precision of the backbone
 * @param learnFrom the first block that learns where blocks do; -1 for the second half
 */
record StartingPoint(
    ModelDirectory model, FineTune fineTune, boolean lateral, Precision precision, int learnFrom) {

  /** The backbone's weights. */
  Path weights() {
    return model.path().resolve(model.description().backbone().file());
  }

  /** Of all that a training may start from. */
  String identity() {
    String backbone = model.backboneChecksum() + " " + model.description().backbone();
    DetectorDescriptor own = model.description().detector();
    return own == null ? backbone : backbone + " " + Checksum.of(head()) + " " + own;
  }

  /**
   * The learnt layers of a detector, which serve as they are.
   *
   * @throws SppdetException MODEL when this is no detector
   */
  Path head() {
    return model.path().resolve(model.detector().file());
  }

  /** How regions are pooled where no pooling is given. */
  Pyramid pyramid() {
    DetectorDescriptor own = model.description().detector();
    return own == null ? Pyramid.DEFAULT : own.pyramid();
  }

  /** What gives the cells of conv5 context where no neck is given. */
  Neck neck() {
    DetectorDescriptor own = model.description().detector();
    return own == null ? Neck.NONE : own.neck();
  }

  /** Whether the settings ask for no other pooling and neck than these. */
  boolean poolsAs(TrainingSettings settings) {
    return (settings.model().pyramid() == null || settings.model().pyramid().equals(pyramid()))
        && (settings.model().neck() == null || settings.model().neck() == neck());
  }

  /**
   * Whether its conv5, fc6 and fc7 fit layers of these sizes behind this backbone, so that they can
   * start where it ended, whatever its classes and whatever becomes of a bin.
   */
  boolean headFits(DetectorDescriptor detector, BackboneDescriptor network) {
    DetectorDescriptor own = model.description().detector();
    return own != null
        && fineTune != FineTune.FC
        && own.levels().equals(detector.levels())
        && own.neck() == detector.neck()
        && own.conv5() == detector.conv5()
        && own.fc6() == detector.fc6()
        && own.fc7() == detector.fc7()
        && model.description().backbone().secondMap().equals(network.secondMap());
  }

  /** Whether its softmax and box layer are of the same classes as those of another detector. */
  boolean knowsTheSame(DetectorDescriptor detector) {
    DetectorDescriptor own = model.description().detector();
    return own != null
        && own.classifier() == Classifier.SOFTMAX
        && own.classes().equals(detector.classes())
        && own.classifier() == detector.classifier()
        && own.boxRegression() == detector.boxRegression()
        && own.boxRegression() != BoxRegression.RIDGE;
  }

  /**
   * Its layers that fit those of another detector; null where none do.
   *
   * @param images seen through this backbone
   * @param scale a short side of them
   */
  TrainableHead.Start layers(
      DetectorDescriptor detector, RegionSource images, int scale, Progress progress) {
    FeatureStore store = images.store();
    BackboneDescriptor network = store.layers().backbone().descriptor();
    if (!headFits(detector, network)) {
      return null;
    }
    HeadWeights layers = new HeadWeights(detector.headSize(network));
    boolean sameClasses = knowsTheSame(detector);
    if (sameClasses) {
      layers.read(head());
    } else {
      layers.readFeatureLayers(head());
    }
    if (!pyramid().equals(detector.pyramid())) {
      try (NDManager scope = Tensors.newManager();
          RegionHead own = RegionHead.load(scope, head(), model.detector().headSize(network))) {
        PoolingChange change =
            PoolingChange.measure(
                new RegionPooler(store, own, new MultiScalePooling(pyramid()), List.of(scale)),
                new RegionPooler(
                    store, own, new MultiScalePooling(detector.pyramid()), List.of(scale)),
                images.images(),
                detector.classes());
        change.adapt(layers);
        progress.note(
            "fc6 of %s takes %s for %s, by %s"
                .formatted(
                    model.description().name(),
                    detector.pool(),
                    pyramid().reduction(),
                    Count.of(change.regions(), "region")));
      }
    }
    return new TrainableHead.Start(layers, sameClasses);
  }

  /** Loads the backbone, with a lateral map if one is wanted and it has one. */
  Backbone open(NDManager manager) {
    BackboneDescriptor trained = model.description().backbone();
    BackboneDescriptor plain = fineTune == FineTune.NONE ? trained : trained.withoutLateral();
    Backbone backbone = Backbones.open(manager, plain, model.path(), precision);
    if (fineTune == FineTune.NONE) {
      return backbone; // as the layers behind it know it
    }
    if (!lateral || fineTune == FineTune.FC || !(backbone instanceof TrainableBackbone trainable)) {
      return backbone;
    }
    try (backbone) {
      int stride = plain.stride() / 2;
      int block = trainable.blocksUpTo(stride) - 1;
      Lateral map =
          new Lateral(block, trainable.channels(block), plain.offset() - plain.stride() + stride);
      return Backbones.open(manager, trainable.descriptor().with(map), model.path(), precision);
    }
  }

  /**
   * Cuts a backbone in two: where blocks are to learn, the second half of them does.
   *
   * @throws SppdetException MODEL when its blocks can't learn
   */
  ConvLayers cut(Backbone backbone) {
    if (fineTune != FineTune.CONV) {
      return ConvLayers.frozen(backbone, precision);
    }
    if (!(backbone instanceof TrainableBackbone trainable)) {
      throw new SppdetException(
              Kind.MODEL,
              model.path(),
              "its backbone can't be fine-tuned, only one of type efficientnet-lite",
              null)
          .with(new Remedy("fine-tune conv5", "leaves it as it is"));
    }
    int first = learnFrom < 0 ? (trainable.blocks() + 1) / 2 : learnFrom;
    int last = backbone.descriptor().secondMap().map(Lateral::block).orElse(trainable.blocks());
    if (first > last) {
      throw SppdetException.ofSetting("learn-from", "must be at most " + last);
    }
    return ConvLayers.learning(trainable, first, precision);
  }
}
