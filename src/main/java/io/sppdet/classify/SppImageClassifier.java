package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.pooling.map.MapShape;
import io.sppdet.pooling.map.SpatialPyramidPooling2d;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.tensor.LayerName;
import java.nio.file.Path;
import java.util.Map;

/**
 * A small convolutional network with a spatial pyramid: 3×3 convolution to 64 channels, ReLU, 2×2
 * maximum, 3×3 convolution to 64 channels, ReLU, pyramid of 1, 2 and 3 bins, and two linear layers
 * with nothing between them. An image of 64×64 pixels becomes a map of 29×29 cells, and that, like
 * any other, 896 numbers.
 *
 * <p>The images of a batch have one size; each batch may have its own, from 12×12 pixels on.
 * Differentiable in the weights and the images.
 */
public final class SppImageClassifier implements MapNetwork {
  /** Fewest pixels on a side; with fewer, the map has less cells than the pyramid has bins. */
  public static final int MIN_SIDE = 12;

  private static final int COLOURS = 3;
  private static final SpatialPyramidPooling2d PYRAMID =
      SpatialPyramidPooling2d.ofLevels(3, Reduction.MAX);

  /** What its description calls its pooling. */
  public static final Pyramid POOLING = new Pyramid(PYRAMID.sizes(), PYRAMID.reduction());

  private final NDManager manager;
  private final LayerWeights weights;

  /** A network of such weights, closed with the manager. */
  SppImageClassifier(NDManager manager, LayerWeights weights) {
    this.manager = manager;
    this.weights = weights;
  }

  /** A network to be trained, its weights drawn from the seed. */
  public static SppImageClassifier draw(NDManager parent, int classes, int seed) {
    Map<LayerName, Shape> shapes = shapes(classes);
    NDManager manager = parent.newSubManager();
    return new SppImageClassifier(manager, LayerWeights.draw(manager, shapes, seed));
  }

  /**
   * A network whose {@link #parameters} were written as safetensors.
   *
   * @throws io.sppdet.error.SppdetException MODEL if the file is no such network, or of another
   *     number of classes
   */
  public static SppImageClassifier read(NDManager parent, int classes, Path file) {
    Map<LayerName, Shape> shapes = shapes(classes);
    NDManager manager = parent.newSubManager();
    try {
      return new SppImageClassifier(manager, LayerWeights.read(manager, shapes, file));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Map<LayerName, Shape> shapes(int classes) {
    if (classes <= 0) {
      throw new IllegalArgumentException("classes must be positive: " + classes);
    }
    return ClassifierLayout.smallSpp(classes);
  }

  /** What can learn: weight and bias of conv1, conv2, fc1 and fc2. */
  @Override
  public Map<String, NDArray> parameters() {
    return weights.arrays();
  }

  /**
   * The map behind the second convolution.
   *
   * @param images {@code (N, 3, H, W)}
   * @return {@code (N, 64, (H − 2) / 2 − 2, (W − 2) / 2 − 2)}, halves rounded down
   * @throws IllegalArgumentException if the images have a side below 12 pixels or not 3 channels
   */
  public NDArray features(NDArray images) {
    MapShape shape = MapShape.of(images, COLOURS);
    if (shape.height() < MIN_SIDE || shape.width() < MIN_SIDE) {
      throw new IllegalArgumentException(
          "images of %s pixels are too small: the network needs %dx%d"
              .formatted(shape.cells(), MIN_SIDE, MIN_SIDE));
    }
    NDArray conv1 = Activation.relu(weights.convolve(ClassifierLayout.CONV1, images));
    NDArray half = Pool.maxPool2d(conv1, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
    return Activation.relu(weights.convolve(ClassifierLayout.CONV2, half));
  }

  /**
   * Classifies images.
   *
   * @param images {@code (N, 3, H, W)}
   * @return {@code (N, classes)} logits for a softmax, in the manager of the images
   * @throws IllegalArgumentException if the images have a side below 12 pixels or not 3 channels
   */
  public NDArray logits(NDArray images) {
    return classified(PYRAMID.apply(features(images)));
  }

  /** Pools an image of any size, a smaller one with zeros at the right and bottom. */
  @Override
  public NDArray pooled(NDArray image) {
    MapShape shape = MapShape.of(image, COLOURS);
    int down = Math.max(0, MIN_SIDE - shape.height());
    int across = Math.max(0, MIN_SIDE - shape.width());
    return PYRAMID.apply(
        features(down + across == 0 ? image : image.pad(new Shape(0, across, 0, down), 0)));
  }

  @Override
  public NDArray classified(NDArray pooled) {
    return weights.linear(ClassifierLayout.FC2, weights.linear(ClassifierLayout.FC1, pooled));
  }

  @Override
  public void close() {
    manager.close();
  }
}
