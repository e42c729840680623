package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;

/**
 * Batch normalisation of the channels of a map (Ioffe and Szegedy 2015); differentiable.
 *
 * @param gamma factor {@code (C)}; null where none is used
 * @param beta offset {@code (C)}
 * @param mean running mean {@code (C)}, moved by training
 * @param variance running variance {@code (C)}, moved by training
 * @param epsilon what is added to the variance; 1e-5 in PyTorch, 1e-3 in Keras and YOLO
 * @param momentum share of the running statistics that a batch leaves; 0.9 in PyTorch, 0.99 in
 *     Keras
 */
public record BatchNormalization(
    NDArray gamma, NDArray beta, NDArray mean, NDArray variance, float epsilon, float momentum) {
  public BatchNormalization {
    Shape shape = beta.getShape();
    if (shape.dimension() != 1
        || !mean.getShape().equals(shape)
        || !variance.getShape().equals(shape)
        || (gamma != null && !gamma.getShape().equals(shape))) {
      throw new IllegalArgumentException(
          "gamma, beta, mean and variance must be vectors of one length, got the shapes "
              + (gamma == null ? "none" : gamma.getShape())
              + ", "
              + shape
              + ", "
              + mean.getShape()
              + ", "
              + variance.getShape());
    }
  }

  /**
   * Normalises maps {@code (N, C, H, W)}.
   *
   * @param training whether by the statistics of the batch, which also move the running ones; else
   *     by the running ones
   * @throws IllegalArgumentException if the maps have other channels, or training sees one value a
   *     channel only, which has no variance
   */
  public NDArray apply(NDArray maps, boolean training) {
    MapShape shape = MapShape.of(maps, beta.size());
    if (training && shape.images() == 1 && shape.height() == 1 && shape.width() == 1) {
      throw new IllegalArgumentException(
          "batch norm can't learn from one value a channel, a single map of 1x1 cells");
    }
    return normalise(maps, shape, training);
  }

  /**
   * The same, but where training sees one value a channel, as TensorFlow has it: the value is its
   * mean, its variance 0, and what is left of it the offset.
   *
   * @throws IllegalArgumentException if the maps have other channels
   */
  public NDArray applyToAny(NDArray maps, boolean training) {
    MapShape shape = MapShape.of(maps, beta.size());
    if (!training || shape.images() * shape.height() * shape.width() > 1) {
      return apply(maps, training);
    }
    NDArray value = maps.stopGradient().reshape(-1);
    mean.muli(momentum).addi(value.mul(1 - momentum));
    variance.muli(momentum);
    NDArray none = maps.sub(maps);
    NDArray scaled = gamma == null ? none : none.mul(gamma.reshape(1, -1, 1, 1));
    return scaled.add(beta.reshape(1, -1, 1, 1));
  }

  private NDArray normalise(NDArray maps, MapShape shape, boolean training) {
    NDArray factor =
        gamma == null ? maps.getManager().ones(beta.getShape(), beta.getDataType()) : gamma;
    // in three dimensions: libtorch 2.7.1's gradient is wrong for a single map with channels last
    NDArray flat = maps.reshape(shape.images(), shape.channels(), -1);
    return BatchNorm.batchNorm(flat, mean, variance, factor, beta, 1, momentum, epsilon, training)
        .singletonOrThrow()
        .reshape(maps.getShape());
  }
}
