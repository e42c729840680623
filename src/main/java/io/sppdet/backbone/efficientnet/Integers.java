package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.IntegerOperators;
import io.sppdet.operator.IntegerOperators.Input;
import io.sppdet.tensor.LayerName;
import java.util.HashMap;
import java.util.Map;

/**
 * In 8-bit integers, but for the stem and blocks without expansion, such as the first: their maps
 * are large, their arithmetic is small, and rounding costs more there than in all other layers.
 * Maps between blocks are float32: what a residual block adds is not rounded.
 */
final class Integers implements Arithmetic {
  private final Fused fused;
  private final IntegerOperators operators;
  private final Map<LayerName, NDList> packed = new HashMap<>();

  /**
   * Packs the layers.
   *
   * @param layers those that stay float32 packed already, the others as they were read
   * @param learnt whether the weights are learnt too, and so stay open
   */
  Integers(Fused fused, IntegerOperators operators, Layers layers, boolean learnt) {
    this.fused = fused;
    this.operators = operators;
    for (InvertedResidual block : layers.blocks()) {
      if (takes(block)) {
        pack(block.expand(), Input.SIGNED, learnt);
        pack(block.depthwise(), Input.POSITIVE, learnt);
        pack(block.project(), Input.POSITIVE, learnt);
      }
    }
    pack(layers.head(), Input.SIGNED, learnt);
  }

  /** Whether a block is computed in integers. */
  static boolean takes(InvertedResidual block) {
    return block.expand() != null;
  }

  private void pack(Convolution layer, Input input, boolean learnt) {
    packed.put(
        layer.name(),
        operators.layer(layer.weight(), layer.bias(), layer.stride(), layer.groups(), input));
    if (!learnt) {
      layer.weight().close();
    }
  }

  @Override
  public NDArray relu6(Convolution layer, NDArray input) {
    NDList whole = packed.get(layer.name());
    return whole == null
        ? fused.relu6(layer, input)
        : operators.convolution(input, whole, Activation.RELU6);
  }

  @Override
  public NDArray block(InvertedResidual block, NDArray input) {
    return takes(block)
        ? operators.invertedResidual(
            input,
            block.block(layer -> packed.get(layer.name())),
            Fused.rows(input.getShape(), block.depthwise(), Byte.BYTES))
        : fused.block(block, input);
  }
}
