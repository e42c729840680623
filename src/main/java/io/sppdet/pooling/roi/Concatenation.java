package io.sppdet.pooling.roi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** Arrays one after the other. DJL's own detaches a single array: no gradient would reach it. */
public final class Concatenation {
  private Concatenation() {}

  /**
   * The arrays along an axis; differentiable, however many there are.
   *
   * @param arrays at least one
   */
  public static NDArray of(NDList arrays, int axis) {
    return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(arrays, axis);
  }
}
