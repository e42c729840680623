package io.sppdet.operator;

import static io.sppdet.operator.Program.tensor;
import static io.sppdet.operator.Program.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * Layers that keep what their gradients need, and these gradients, in float32 or bfloat16: a third
 * of the time of libtorch's autograd, whose depthwise convolutions are slow backwards. Maps are
 * {@code (1, C, H, W)} with channels-last strides; a layer is a weight and a bias, in the format it
 * is computed in. What they give lies in the manager of their first argument; autograd can take
 * copies of it only.
 *
 * <p>Gradients of weights are added to the float32 arrays that are given for them.
 */
public final class LearningOperators {
  private static final String PORTABLE = "learning.pt";

  private final Program program;

  private LearningOperators(Program program) {
    this.program = program;
  }

  /** Loads them, by oneDNN where libtorch has it; they live as long as the manager. */
  public static LearningOperators load(NDManager manager) {
    return new LearningOperators(
        Program.load(manager, FusedOperators.areThere() ? FusedOperators.PROGRAM : PORTABLE));
  }

  /** What follows the sums of a layer: values between 0 and a limit, or all. */
  public enum Limit {
    NONE("none", 0),
    RELU("relu", Double.POSITIVE_INFINITY),
    RELU6("hardtanh", 6);

    private final String activation;
    private final double most;

    Limit(String activation, double most) {
      this.activation = activation;
      this.most = most;
    }
  }

  /** A copy in a precision, or in float32 the array itself under another name. */
  public NDArray in(Precision precision, NDArray x) {
    return program.run(
        x.getManager(), precision == Precision.BFLOAT16 ? "bfloat16" : "forward", tensor(x));
  }

  /** Adds {@code y} to {@code x}, whatever their formats. */
  public void add(NDArray x, NDArray y) {
    program.run(x.getManager(), "sum", tensor(x), tensor(y)).close();
  }

  /** A 1×1 convolution of a map, or a fully connected layer of rows, with an activation. */
  public NDArray layer(NDArray x, NDList layer, Limit limit) {
    return program.run(
        x.getManager(),
        "layer",
        tensor(x),
        tensors(layer),
        IValue.from(limit.activation),
        IValue.from(limit.most));
  }

  /**
   * Sets values to zero by chance and raises the others, so that the mean stays.
   *
   * @param kept the share that is not zeroed
   */
  public void dropout(NDArray x, double kept) {
    program.run(x.getManager(), "dropout", tensor(x), IValue.from(kept)).close();
  }

  /**
   * What {@link #layer} did, and {@link #dropout} behind it.
   *
   * @param x the layer's input
   * @param y what it gave, or what dropout made of it
   * @param kept the share that dropout did not zero; 1 for none
   */
  public record LayerPass(NDArray x, NDArray y, NDList layer, Limit limit, double kept) {}

  /**
   * The gradient of a layer's input.
   *
   * @param gradient of what the layer gave
   * @param into sums of the gradients of weight and bias
   */
  public NDArray layerGradient(NDArray gradient, LayerPass pass, NDList into) {
    return program.run(
        gradient.getManager(),
        "layer_gradient",
        tensor(gradient),
        tensor(pass.x),
        tensor(pass.y),
        tensor(pass.layer.get(0)),
        IValue.from(pass.limit.most),
        IValue.from(1 / pass.kept),
        tensors(into));
  }

  /**
   * A block's output, then the two maps that {@link #blockGradient} needs: behind the expansion and
   * behind the depthwise convolution.
   */
  public NDList block(NDArray x, ResidualBlock block) {
    return program.runList(
        x.getManager(), "kept_block", Program.arguments(x, block, IValue.from(block.residual())));
  }

  /**
   * The gradient of the input of {@link #block}.
   *
   * @param gradient of the block's output
   * @param kept what {@link #block} gave
   * @param into sums of the gradients: weight and bias of the expansion, if there is one, the bias
   *     of the depthwise convolution, weight and bias of the projection; depthwise filters have
   *     none
   */
  public NDArray blockGradient(
      NDArray gradient, NDArray x, NDList kept, ResidualBlock block, NDList into) {
    return program.run(
        gradient.getManager(),
        "block_gradient",
        tensor(gradient),
        tensor(x),
        tensor(kept.get(1)),
        tensor(kept.get(2)),
        tensors(block.expand()),
        tensors(block.depthwise()),
        tensors(block.project()),
        IValue.from((long) block.sliding().stride()),
        IValue.from((long) block.sliding().before()),
        IValue.from(block.residual()),
        tensors(into));
  }

  /** Moves {@code x} by a share of the way to {@code y}. */
  public void approach(NDArray x, NDArray y, double share) {
    program.run(x.getManager(), "approach", tensor(x), tensor(y), IValue.from(share)).close();
  }

  /**
   * One update of AdamW (Loshchilov and Hutter 2019, algorithm 2, with α = 1) in one pass over
   * memory; the gradient is cleared.
   *
   * @param parameter with its gradient, mean and variance, which have the same order in memory
   * @param updates how many there are with this one
   */
  public void adamW(NDList parameter, int updates, double rate, AdamW settings) {
    program
        .run(
            parameter.head().getManager(),
            "adamw",
            tensors(new NDList(parameter.get(0))),
            tensors(new NDList(parameter.get(1))),
            tensors(new NDList(parameter.get(2))),
            tensors(new NDList(parameter.get(3))),
            IValue.from((long) updates),
            IValue.from(rate),
            IValue.from(settings.beta1()),
            IValue.from(settings.beta2()),
            IValue.from(settings.epsilon()),
            IValue.from(settings.decay()))
        .close();
  }

  /** Constants of {@link #adamW}: of the two means, beside the root, and of the weights' decay. */
  public record AdamW(double beta1, double beta2, double epsilon, double decay) {}
}
