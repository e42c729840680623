package io.sppdet.model;

import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.head.HeadSize;
import io.sppdet.head.RegionHead;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.pooling.SpatialPyramidPooling;

/**
 * The parts of a detector as a model directory describes them, loaded: backbone, projection,
 * pyramid and head. Holds native memory until closed.
 */
public final class SppNet implements AutoCloseable {
  private final DetectorDescriptor detector;
  private final NDManager manager;
  private final Backbone backbone;
  private final RegionHead head;
  private final SpatialPyramidPooling pyramid;
  private final ResizeRule resize;

  private SppNet(ModelDirectory directory, NDManager manager) {
    this.detector = directory.detector();
    this.manager = manager;
    this.pyramid = new SpatialPyramidPooling(detector.levels());
    this.resize = new ResizeRule(detector.shortSide());
    BackboneDescriptor network = directory.description().backbone();
    this.backbone = Backbone.open(manager, network, directory.path());
    this.head =
        RegionHead.load(
            manager,
            directory.path().resolve(detector.file()),
            new HeadSize(
                network.channels(),
                detector.conv5(),
                pyramid.bins(),
                detector.fc6(),
                detector.fc7(),
                detector.classes().size()));
  }

  /**
   * Loads the network.
   *
   * @throws io.sppdet.error.SppdetException MODEL when a file is missing, damaged or mis-shaped
   */
  public static SppNet load(ModelDirectory directory) {
    NDManager manager = NDManager.newBaseManager();
    try {
      return new SppNet(directory, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public DetectorDescriptor detector() {
    return detector;
  }

  /** Runs the whole image through the convolutional layers, once, up to conv5. */
  public FeatureMap conv5(Image image) {
    Image resized = ImageResizer.resize(image, resize);
    try (NDManager scope = manager.newSubManager()) {
      return head.conv5(backbone.forward(scope, resized));
    }
  }

  /** How boxes of an image of this size fall onto its conv5 map. */
  public RoiProjection projection(Image image) {
    return new RoiProjection(
        backbone.descriptor().stride(),
        backbone.descriptor().offset(),
        resize.ratio(image.width(), image.height()));
  }

  public SpatialPyramidPooling pyramid() {
    return pyramid;
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
