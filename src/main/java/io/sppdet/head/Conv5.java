package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.function.UnaryOperator;

/**
 * The last convolution: 1×1 with ReLU, from the backbone's channels to few enough that a pyramid of
 * them can be pooled and classified. Where the backbone gives a lateral map of twice the
 * resolution, the last map is brought to that resolution and a 1×1 convolution of the lateral one
 * is added (the top-down step of Lin et al. 2017, Feature Pyramid Networks, section 3).
 *
 * @param last what becomes of the cells of the last map, {@code (cells, C)} to {@code (cells,
 *     conv5)}
 * @param lateral the same of the lateral map; null where there is none
 */
public record Conv5(UnaryOperator<NDArray> last, UnaryOperator<NDArray> lateral) {

  /**
   * By matrix products, through which gradients flow.
   *
   * @param weight {@code (conv5, C)}
   * @param bias {@code (conv5)}
   * @param lateral {@code (conv5, C')}; null where there is no lateral map
   */
  public static Conv5 of(NDArray weight, NDArray bias, NDArray lateral) {
    return new Conv5(
        cells -> Linear.linear(cells, weight, bias).singletonOrThrow(),
        lateral == null ? null : cells -> Linear.linear(cells, lateral).singletonOrThrow());
  }

  /**
   * Applies the layer to every cell.
   *
   * @param maps of the backbone, {@code (1, C, H, W)} and, with a lateral map, {@code (1, C', 2H,
   *     2W)}
   * @return {@code (H · W, conv5)} or {@code (2H · 2W, conv5)}, in the manager of the maps
   */
  public NDArray cells(NDList maps) {
    NDArray coarse = last.apply(cells(maps.get(0)));
    if (lateral == null) {
      return Activation.relu(coarse);
    }
    Shape shape = maps.get(0).getShape();
    long channels = coarse.getShape().get(1);
    NDArray finer = doubled(coarse.reshape(shape.get(2), shape.get(3), channels));
    NDArray beside = lateral.apply(cells(maps.get(1)));
    return Activation.relu(finer.reshape(-1, channels).add(beside));
  }

  /** {@code (H · W, C)} of {@code (1, C, H, W)}. */
  private static NDArray cells(NDArray map) {
    Shape shape = map.getShape();
    return map.transpose(0, 2, 3, 1).reshape(shape.get(2) * shape.get(3), shape.get(1));
  }

  /** Interpolates {@code (H, W, C)} to {@code (2H, 2W, C)}. */
  private static NDArray doubled(NDArray map) {
    long height = map.getShape().get(0);
    long width = map.getShape().get(1);
    long channels = map.getShape().get(2);
    NDManager scope = map.getManager();
    NDArray rows = interpolation(scope, (int) height).matMul(map.reshape(height, -1));
    return interpolation(scope, (int) width).matMul(rows.reshape(2 * height, width, channels));
  }

  /**
   * The matrix {@code (2n, n)} of linear interpolation to twice the cells. A cell's centre lies on
   * the second of its two finer cells, as a convolution of stride 2 with SAME padding of even sides
   * puts it; the first lies halfway to the cell before.
   */
  private static NDArray interpolation(NDManager scope, int n) {
    float[] weights = new float[2 * n * n];
    for (int i = 0; i < n; i++) {
      weights[2 * i * n + i] += 0.5f;
      weights[2 * i * n + Math.max(0, i - 1)] += 0.5f;
      weights[(2 * i + 1) * n + i] = 1;
    }
    return scope.create(weights, new Shape(2L * n, n));
  }
}
