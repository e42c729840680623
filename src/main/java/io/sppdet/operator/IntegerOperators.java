package io.sppdet.operator;

import static io.sppdet.operator.Program.tensor;
import static io.sppdet.operator.Program.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.jni.IValue;
import io.sppdet.operator.FusedOperators.Activation;

/**
 * Layers of oneDNN whose inputs and weights are rounded to whole numbers of 8 bits; their sums are
 * exact, so that no order of summing changes a digit. Biases, and what the layers give, are
 * float32. For inference; methods of the same program as {@link FusedOperators}.
 *
 * <p>Nothing has to be measured on photos beforehand:
 *
 * <ul>
 *   <li>the unit of a filter's weights is such that its largest is 127; in layers over all channels
 *       two neighbours of one sign are at most 128 together, since processors without VNNI add
 *       their two products in 16 bits;
 *   <li>weights are rounded such that each filter keeps its sum, to half a unit: else every cell of
 *       its map would be moved the same way;
 *   <li>a map behind ReLU6 has the unit 6 / 255;
 *   <li>a map of numbers with signs has its largest absolute number / 127;
 *   <li>a row of a fully connected layer's input has its largest number / 255, or as a map where
 *       there are signs.
 * </ul>
 */
public final class IntegerOperators {
  /** The byte that stands for zero in a map of numbers with signs. */
  private static final long MIDDLE = 128;

  private final Program program;

  IntegerOperators(Program program) {
    this.program = program;
  }

  /** What a layer's input can hold. */
  public enum Input {
    /** Any numbers. */
    SIGNED,
    /** Numbers from 0 on: up to 6 in maps, up to any in rows. */
    POSITIVE
  }

  /**
   * A layer for these operators.
   *
   * @param weight {@code (O, C / groups, k, k)} float32
   * @param bias {@code (O)} float32; the layer holds it itself
   */
  public NDList layer(NDArray weight, NDArray bias, int stride, int groups, Input input) {
    return program.runList(
        weight.getManager(),
        "integers",
        tensor(weight),
        tensor(bias),
        IValue.from((long) stride),
        IValue.from((long) groups),
        IValue.from(input == Input.SIGNED ? MIDDLE : 0));
  }

  /**
   * A 1×1 convolution.
   *
   * @param x {@code (1, C, H, W)} float32 with channels-last strides
   * @param layer for {@link Input#SIGNED}
   */
  public NDArray convolution(NDArray x, NDList layer, Activation activation) {
    return program.run(
        x.getManager(),
        "integer_convolution",
        tensor(x),
        tensors(layer),
        IValue.from(activation.name),
        IValue.from(activation.limit));
  }

  /**
   * A fully connected layer with ReLU. What a row becomes hangs on no other row.
   *
   * @param x {@code (R, in)} float32
   * @param input what {@code x} holds, for which the layer was made
   * @return {@code (R, out)}
   */
  public NDArray rows(NDArray x, Input input, NDList layer) {
    return program.run(
        x.getManager(),
        "integer_rows",
        tensor(x),
        tensors(layer),
        IValue.from(input == Input.SIGNED));
  }

  /**
   * An inverted residual block with an expansion, as {@link FusedOperators#invertedResidual}.
   *
   * @param x float32
   * @param block with its expansion for {@link Input#SIGNED}, the others for {@link Input#POSITIVE}
   */
  public NDArray invertedResidual(NDArray x, ResidualBlock block, int rows) {
    return program.bands("integer_inverted_residual", x, block, rows);
  }
}
