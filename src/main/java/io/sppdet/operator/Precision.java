package io.sppdet.operator;

import java.util.Locale;

/** The numbers that backbone, fc6 and fc7, where nearly all the arithmetic is, are computed in. */
public enum Precision {
  /** 24 binary digits, which training computes in. */
  FLOAT32,

  /** 8 binary digits; sums are kept in float32. */
  BFLOAT16,

  /** Whole numbers of 8 bits, see {@link IntegerOperators}; nothing learns in them. */
  INT8;

  /**
   * The fastest on this processor; loads libtorch to find out, so that what is said to {@code
   * NativeLibraries} of threads and kernels is to be said before.
   *
   * @throws io.sppdet.error.SppdetException ENGINE when libtorch can't be loaded
   */
  public static Precision fastest() {
    return Bfloat16.here() == Bfloat16.FAST ? BFLOAT16 : FLOAT32;
  }

  /** Whether this processor can compute in it; may load libtorch to find out. */
  public boolean isThere() {
    return switch (this) {
      case FLOAT32 -> true;
      case BFLOAT16 -> Bfloat16.here() != Bfloat16.NONE;
      case INT8 -> FusedOperators.areThere();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
