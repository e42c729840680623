package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.sppdet.model.ClassifierLayout;
import io.sppdet.pooling.map.MapShape;
import io.sppdet.pooling.map.SpatialPyramidPooling2d;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.tensor.LayerName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tells of a map of any size which classes are in it, several at a time: pyramid of 4, 2 and 1
 * bins, two linear layers with nothing between them, sigmoid. With the usual sizes 512 channels
 * become 10,752 numbers, 4,096 and 1,000 classes.
 *
 * <p>The maps of a batch have one size; each batch may have its own: sides of 4, 6 to 8, and from
 * 10 cells on. Differentiable in the weights and the maps.
 */
public final class SppMapClassifier implements MapNetwork {
  private static final SpatialPyramidPooling2d PYRAMID =
      new SpatialPyramidPooling2d(List.of(4, 2, 1), Reduction.MAX);

  /** What its description calls its pooling. */
  public static final Pyramid POOLING = new Pyramid(PYRAMID.sizes(), PYRAMID.reduction());

  /**
   * Sizes of the layers.
   *
   * @param channels of the map
   * @param hidden outputs of the first linear layer
   * @param classes outputs of the second
   */
  public record Size(int channels, int hidden, int classes) {
    /** 512 channels, as VGG-16 gives, and ImageNet's 1,000 classes. */
    public static final Size USUAL = new Size(512, 4096, 1000);

    public Size {
      if (channels <= 0 || hidden <= 0 || classes <= 0) {
        throw new IllegalArgumentException(
            "sizes must be positive: " + channels + ", " + hidden + ", " + classes);
      }
    }

    private Map<LayerName, Shape> shapes() {
      return ClassifierLayout.mapSpp(channels, hidden, classes);
    }
  }

  private final NDManager manager;
  private final Size size;
  private final LayerWeights weights;

  /** A network of such weights, closed with the manager. */
  SppMapClassifier(NDManager manager, Size size, LayerWeights weights) {
    this.manager = manager;
    this.size = size;
    this.weights = weights;
  }

  /** A network to be trained, its weights drawn from the seed. */
  public static SppMapClassifier draw(NDManager parent, Size size, int seed) {
    NDManager manager = parent.newSubManager();
    return new SppMapClassifier(manager, size, LayerWeights.draw(manager, size.shapes(), seed));
  }

  /**
   * A network whose {@link #parameters} were written as safetensors.
   *
   * @throws io.sppdet.error.SppdetException MODEL if the file is no such network of this size
   */
  public static SppMapClassifier read(NDManager parent, Size size, Path file) {
    NDManager manager = parent.newSubManager();
    try {
      return new SppMapClassifier(manager, size, LayerWeights.read(manager, size.shapes(), file));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** What can learn: weight and bias of fc1 and fc2. */
  @Override
  public Map<String, NDArray> parameters() {
    return weights.arrays();
  }

  /**
   * What the sigmoid is taken of, for a loss that stays finite.
   *
   * @param maps {@code (N, channels, H, W)}
   * @return {@code (N, classes)} in the manager of the maps
   * @throws IllegalArgumentException if the maps have other channels, or a size that {@link
   *     SpatialPyramidPooling2d} can't serve
   */
  public NDArray logits(NDArray maps) {
    MapShape.of(maps, size.channels());
    return classified(PYRAMID.apply(maps));
  }

  /**
   * Pools a map of any size: where the pyramid can't serve it, with zeros at the right and bottom,
   * which a maximum over a map behind a ReLU passes over.
   */
  @Override
  public NDArray pooled(NDArray map) {
    MapShape shape = MapShape.of(map, size.channels());
    int down = PYRAMID.serves(shape.height()) - shape.height();
    int across = PYRAMID.serves(shape.width()) - shape.width();
    return PYRAMID.apply(down + across == 0 ? map : map.pad(new Shape(0, across, 0, down), 0));
  }

  @Override
  public NDArray classified(NDArray pooled) {
    return weights.linear(ClassifierLayout.FC2, weights.linear(ClassifierLayout.FC1, pooled));
  }

  /**
   * The probability of each class, whatever that of the others.
   *
   * @param maps as for {@link #logits}
   * @return {@code (N, classes)} in the manager of the maps
   */
  public NDArray probabilities(NDArray maps) {
    return Activation.sigmoid(logits(maps));
  }

  @Override
  public void close() {
    manager.close();
  }
}
