package io.sppdet.model;

import static java.util.Comparator.comparingInt;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.head.Context;
import io.sppdet.head.Objectness;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import io.sppdet.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a detector as a model directory describes them, loaded: backbone, projection,
 * pyramid and head. Holds native memory until closed.
 */
public final class SppNet implements AutoCloseable {
  private final DetectorDescriptor detector;
  private final NDManager manager;
  private final Backbone backbone;
  private final RegionHead head;

  /** Null where the whole image has no say. */
  private final Context context;

  private final MultiScalePooling pooling;
  private final List<ResizeRule> scales;

  private SppNet(ModelDirectory directory, NDManager manager, Precision precision) {
    this.detector = directory.detector();
    this.manager = manager;
    this.pooling = new MultiScalePooling(detector.pyramid());
    this.scales = detector.scales().stream().map(ResizeRule::new).toList();
    BackboneDescriptor network = directory.description().backbone();
    this.backbone = Backbones.serve(manager, network, directory.path(), precision);
    this.head =
        RegionHead.load(
            manager,
            directory.path().resolve(detector.file()),
            detector.headSize(network),
            precision);
    this.context = head.context(detector.context());
  }

  /** Loads the network to compute in the fastest precision of this processor. */
  public static SppNet load(ModelDirectory directory) {
    return load(directory, Precision.fastest());
  }

  /**
   * Loads the network.
   *
   * @throws io.sppdet.error.SppdetException MODEL when a file is missing, damaged or mis-shaped
   */
  public static SppNet load(ModelDirectory directory, Precision precision) {
    NDManager manager = Tensors.newManager();
    try {
      return new SppNet(directory, manager, precision);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public DetectorDescriptor detector() {
    return detector;
  }

  public Backbone backbone() {
    return backbone;
  }

  /** The sizes an image is seen at, in the order of {@link #conv5(Image)}. */
  public List<ResizeRule> scales() {
    return scales;
  }

  /** Runs the whole image through the convolutional layers up to conv5, once a scale. */
  public List<ScaledMap> conv5(Image image) {
    return scales.stream().map(scale -> conv5(image, scale)).toList();
  }

  /** The first of them with the smallest short side: that which the whole image is pooled from. */
  public ScaledMap smallestConv5(Image image) {
    return conv5(image, scales.stream().min(comparingInt(ResizeRule::shortSide)).orElseThrow());
  }

  private ScaledMap conv5(Image image, ResizeRule scale) {
    Image resized = ImageResizer.resize(image, scale);
    double ratio = scale.ratio(image.width(), image.height());
    try (NDManager scope = manager.newSubManager()) {
      return new ScaledMap(
          head.conv5(backbone.forward(scope, resized)), backbone.descriptor().projection(ratio));
    }
  }

  /**
   * Of proposals those most likely to hold an object, in their order: as many as the model keeps
   * for each time it looks at an image or a slice of one. Sees the coarse levels of the pyramid.
   */
  public List<Box> likely(List<ScaledMap> conv5, List<Box> proposals) {
    long most = (long) detector.keep() * (conv5.size() / scales.size());
    if (detector.keep() == 0 || proposals.size() <= most) {
      return proposals;
    }
    double[] scores = objectness(conv5, proposals);
    return Arrays.stream(Objectness.highest(scores, (int) most)).mapToObj(proposals::get).toList();
  }

  /** What {@link Objectness} says of proposals. */
  public double[] objectness(List<ScaledMap> conv5, List<Box> proposals) {
    SharedVectors coarse =
        new MultiScalePooling(detector.pyramid().coarse()).shared(conv5, proposals);
    double[] scores = head.objectness().of(coarse.vectors());
    return Arrays.stream(coarse.rowOf()).mapToDouble(row -> scores[row]).toArray();
  }

  /** Scores of regions, to which what the whole image says of each class is added. */
  public RegionScores inContext(Image image, List<ScaledMap> conv5, RegionScores scores) {
    return context == null ? scores : scores.plus(context.of(wholeImage(image, conv5)));
  }

  /** What the whole image says of regions of whatever kind; null where it has no say. */
  public Context context() {
    return context;
  }

  /** The whole image pooled into one bin, as a RoI of that size is: {@code (C)}. */
  public float[] wholeImage(Image image, List<ScaledMap> conv5) {
    Box whole = new Box(0, 0, image.width(), image.height());
    return new MultiScalePooling(detector.pyramid().global()).apply(conv5, List.of(whole));
  }

  /** Spatial pyramid pooling of regions of those maps. */
  public MultiScalePooling pooling() {
    return pooling;
  }

  public RegionHead head() {
    return head;
  }

  @Override
  public void close() {
    backbone.close();
    head.close();
    manager.close();
  }
}
