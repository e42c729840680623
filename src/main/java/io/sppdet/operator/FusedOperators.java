package io.sppdet.operator;

import static io.sppdet.operator.Program.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * Convolutions of oneDNN with bias and activation in one pass over memory, in float32 or bfloat16.
 * In float32 they equal DJL's convolution and activation, on all but small maps to the bit. They
 * are for inference: autograd can take nothing that they give.
 *
 * <p>They are methods of a TorchScript program without weights; {@code scripts/make-operators} is
 * its source. What they give lies in the manager of their first argument. Arrays of bfloat16 are
 * for them alone: DJL's methods know no such numbers.
 */
public final class FusedOperators {
  static final String PROGRAM = "operators.pt";

  /** What is done to a sum. */
  public enum Activation {
    NONE("none", 0),
    RELU("relu", 0),
    RELU6("hardtanh", 6);

    final String name;
    final double limit;

    Activation(String name, double limit) {
      this.name = name;
      this.limit = limit;
    }
  }

  private final Program program;

  private FusedOperators(Program program) {
    this.program = program;
  }

  /** Whether libtorch has oneDNN here. */
  public static boolean areThere() {
    return "amd64".equals(System.getProperty("os.arch"));
  }

  /** Loads them; they live as long as the manager. */
  public static FusedOperators load(NDManager manager) {
    return new FusedOperators(Program.load(manager, PROGRAM));
  }

  /** Those of integers; they live as long. */
  public IntegerOperators integers() {
    return new IntegerOperators(program);
  }

  /** The nearest numbers of 8 binary digits. */
  public NDArray bfloat16(NDArray x) {
    return run(x, "bfloat16", tensor(x));
  }

  /** The same numbers in float32. */
  public NDArray float32(NDArray x) {
    return run(x, "forward", tensor(x));
  }

  /**
   * The weights of a convolution in the order that oneDNN reads them in, which it would bring them
   * to at each call. They are for these operators alone.
   *
   * @param weight {@code (O, C / groups, k, k)}
   */
  public NDArray packed(NDArray weight, int stride, int groups) {
    return run(
        weight, "packed", tensor(weight), IValue.from((long) stride), IValue.from((long) groups));
  }

  /**
   * A convolution, computed in the format of its weights.
   *
   * @param x {@code (1, C, H, W)} with channels-last strides, in float32 or the weights' format
   * @param weight {@code (O, C / groups, k, k)} with channels-last strides, or packed
   * @param bias {@code (O)}
   */
  public NDArray convolution(
      NDArray x, NDArray weight, NDArray bias, Sliding sliding, int groups, Activation activation) {
    return run(
        x,
        "convolution",
        tensor(x),
        tensor(weight),
        tensor(bias),
        IValue.from((long) sliding.stride()),
        IValue.from((long) sliding.before()),
        IValue.from((long) sliding.after()),
        IValue.from((long) groups),
        IValue.from(activation.name),
        IValue.from(activation.limit));
  }

  /**
   * An inverted residual block: a 1×1 expansion, a depthwise convolution, both with ReLU6, and a
   * 1×1 projection; plus {@code x} if it is residual. It is computed in bands of the output's rows,
   * since the expanded map would be the network's largest by far. Weights and biases are as of
   * {@link #convolution}.
   *
   * @param x {@code (1, C, H, W)} with channels-last strides, in the weights' format
   * @param rows of a band
   */
  public NDArray invertedResidual(NDArray x, ResidualBlock block, int rows) {
    return program.bands("inverted_residual", x, block, rows);
  }

  private NDArray run(NDArray x, String method, IValue... arguments) {
    return program.run(x.getManager(), method, arguments);
  }
}
