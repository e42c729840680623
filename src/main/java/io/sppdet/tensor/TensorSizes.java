package io.sppdet.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.Collection;

/**
 * How large tensors are together.
 *
 * @param values numbers in all of them; exact enough where it overflows
 */
public record TensorSizes(double values) {
  /** For the JSON before the data, and so that a file of other layers is recognised. */
  private static final long MORE_BYTES = 1 << 26;

  /** Those of some shapes. */
  public static TensorSizes of(Collection<Shape> shapes) {
    return new TensorSizes(shapes.stream().mapToDouble(s -> values(s.getShape())).sum());
  }

  /** Numbers in a tensor. */
  static double values(long... shape) {
    double values = 1;
    for (long side : shape) {
      values *= side;
    }
    return values;
  }

  /** As many bytes as a file of them may have, also in float32, or in factors. */
  public long mostBytes() {
    return MORE_BYTES + (long) (values * Float.BYTES);
  }
}
