package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sppdet.operator.ResidualBlock;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An inverted residual block; the expansion is null where the block has none. */
record InvertedResidual(
    Convolution expand, Convolution depthwise, Convolution project, boolean residual) {
  InvertedResidual map(UnaryOperator<Convolution> change) {
    Convolution wider = expand == null ? null : change.apply(expand);
    return new InvertedResidual(wider, change.apply(depthwise), change.apply(project), residual);
  }

  /**
   * The same for the operators.
   *
   * @param arrays weight and bias of a convolution
   */
  ResidualBlock block(Function<Convolution, NDList> arrays) {
    return new ResidualBlock(
        expand == null ? new NDList() : arrays.apply(expand),
        arrays.apply(depthwise),
        arrays.apply(project),
        depthwise.sliding(),
        residual);
  }

  void addTo(Map<String, NDArray> weights) {
    if (expand != null) {
      expand.addTo(weights);
    }
    depthwise.addTo(weights);
    project.addTo(weights);
  }
}
