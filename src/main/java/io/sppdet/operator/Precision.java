package io.sppdet.operator;

import io.sppdet.natives.Processor;
import java.util.Locale;
import java.util.Set;

/** The numbers that backbone, fc6 and fc7, where nearly all the arithmetic is, are computed in. */
public enum Precision {
  /** 24 binary digits, which training computes in. */
  FLOAT32,

  /** 8 binary digits; sums are kept in float32. */
  BFLOAT16;

  /** What oneDNN's bfloat16 needs at all, and what makes it faster than float32. */
  private static final Set<String> NEEDED = Set.of("avx512bw", "avx512vl", "avx512dq");

  private static final Set<String> FASTER = Set.of("avx512_bf16", "amx_bf16");

  /** The fastest on this processor. */
  public static Precision fastest() {
    boolean gains = Processor.instructions().stream().anyMatch(FASTER::contains);
    return gains && BFLOAT16.isThere() ? BFLOAT16 : FLOAT32;
  }

  /** Whether this processor can compute in it. */
  public boolean isThere() {
    return this == FLOAT32
        || (FusedOperators.areThere() && Processor.instructions().containsAll(NEEDED));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
