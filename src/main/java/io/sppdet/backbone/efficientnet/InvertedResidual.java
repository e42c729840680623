package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An inverted residual block; the expansion is null where the block has none. */
record InvertedResidual(
    Convolution expand, Convolution depthwise, Convolution project, boolean residual) {
  InvertedResidual map(UnaryOperator<Convolution> change) {
    Convolution wider = expand == null ? null : change.apply(expand);
    return new InvertedResidual(wider, change.apply(depthwise), change.apply(project), residual);
  }

  void addTo(Map<String, NDArray> weights) {
    if (expand != null) {
      expand.addTo(weights);
    }
    depthwise.addTo(weights);
    project.addTo(weights);
  }
}
