package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.operator.Precision;
import picocli.CommandLine.Option;

/** What the network computes in. */
@Heading("Model")
public final class PrecisionOption {
  @Option(
      names = "--precision",
      paramLabel = "NUMBERS",
      description =
          "Numbers the network computes in: ${COMPLETION-CANDIDATES} (default: bfloat16 where the"
              + " processor has instructions for it, else float32).")
  private Precision precision;

  /**
   * The same for training, of which gradients are a part.
   *
   * @throws SppdetException USAGE when it asks for whole numbers, too
   */
  public Precision ofTraining() {
    if (precision == Precision.INT8) {
      throw new SppdetException(
          Kind.USAGE,
          "--precision",
          "nothing can learn in int8: train in float32 or bfloat16, and detect in any");
    }
    return precision();
  }

  /**
   * That asked for, or the fastest.
   *
   * @throws SppdetException USAGE when this processor has no such numbers
   */
  public Precision precision() {
    if (precision == null) {
      return Precision.fastest();
    }
    if (!precision.isThere()) {
      throw new SppdetException(
          Kind.USAGE,
          "--precision",
          "oneDNN can't compute in "
              + precision
              + " on this processor; leave it out, or ask for float32");
    }
    return precision;
  }
}
