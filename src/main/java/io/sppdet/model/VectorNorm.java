package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** What is done to a pooled vector before the linear layer. */
public enum VectorNorm {
  NONE,
  /**
   * Division of each level by its Euclidean norm and by the root of the number of levels, so that
   * the whole has norm 1 (He et al. 2014, section 3.3) and the finest level, with most bins, does
   * not outweigh the others.
   */
  L2_LEVELS;

  private static final double TINY = 1e-12;

  /**
   * Changes a vector in place.
   *
   * @param vector level by level
   * @param levels bins a side of each
   */
  public void apply(float[] vector, List<Integer> levels) {
    if (this == NONE) {
      return;
    }
    int bins = levels.stream().mapToInt(n -> n * n).sum();
    int from = 0;
    for (int n : levels) {
      int to = from + n * n * (vector.length / bins);
      double squares = 0;
      for (int i = from; i < to; i++) {
        squares += (double) vector[i] * vector[i];
      }
      float factor = (float) (1 / Math.max(TINY, Math.sqrt(squares * levels.size())));
      for (int i = from; i < to; i++) {
        vector[i] *= factor;
      }
      from = to;
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
