package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done to a pooled vector before the linear layer. */
public enum VectorNorm {
  @JsonProperty("none")
  NONE {
    @Override
    public void apply(float[] vector, int bins) {}
  },
  /** Division by its Euclidean norm (He et al. 2014, section 3.3). */
  @JsonProperty("l2")
  L2 {
    @Override
    public void apply(float[] vector, int bins) {
      scale(vector, 0, vector.length);
    }
  };

  /**
   * Changes a vector in place.
   *
   * @param bins of the pyramid
   */
  public abstract void apply(float[] vector, int bins);

  private static void scale(float[] vector, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (double) vector[i] * vector[i];
    }
    float factor = (float) (1 / Math.max(1e-12, Math.sqrt(squares)));
    for (int i = from; i < to; i++) {
      vector[i] *= factor;
    }
  }
}
