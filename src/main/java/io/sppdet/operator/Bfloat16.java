package io.sppdet.operator;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.tensor.Tensors;

/**
 * What oneDNN can do with bfloat16, as a convolution of it tells: the system may show another
 * processor than it runs on, and oneDNN may be told to use less of it ({@code ONEDNN_MAX_CPU_ISA}).
 */
enum Bfloat16 {
  /** Nothing. */
  NONE,
  /** It computes in float32 and rounds, which is slower than float32. */
  ROUNDED,
  /** The processor has instructions for it. */
  FAST;

  /** Channels that one of those instructions sums over. */
  private static final int CHANNELS = 64;

  /**
   * They take numbers below 2<sup>-126</sup> for zero (Intel 64 manual, VDPBF16PS and TDPBF16PS),
   * those of float32 do not.
   */
  private static final float TINY = 0x1p-130f;

  private static final float LARGE = 0x1p110f;

  /**
   * Found out once.
   *
   * @throws io.sppdet.error.SppdetException ENGINE when libtorch can't be loaded
   */
  static Bfloat16 here() {
    if (FusedOperators.areThere()) {
      Tensors.newManager().close(); // what goes wrong in a class's initialisation has no one line
    }
    return Once.FOUND;
  }

  private static final class Once {
    private static final Bfloat16 FOUND = FusedOperators.areThere() ? find() : NONE;
  }

  private static Bfloat16 find() {
    try (NDManager manager = Tensors.newManager()) {
      FusedOperators operators = FusedOperators.load(manager);
      NDArray x = manager.full(new Shape(1, CHANNELS, 1, 1), TINY);
      NDArray weight = manager.full(new Shape(CHANNELS, CHANNELS, 1, 1), LARGE);
      NDArray bias = operators.bfloat16(manager.zeros(new Shape(CHANNELS)));
      NDArray packed = operators.packed(operators.bfloat16(weight), 1, 1);
      NDArray sums =
          operators.convolution(
              operators.bfloat16(x), packed, bias, Sliding.EACH_CELL, 1, Activation.NONE);
      return operators.float32(sums).max().getFloat() == 0 ? FAST : ROUNDED;
    } catch (EngineException e) {
      return NONE; // oneDNN refuses it
    }
  }
}
