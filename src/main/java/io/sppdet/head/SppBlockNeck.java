package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.map.SppBlock;
import io.sppdet.tensor.LayerName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** {@link SppBlock}, of half the channels inside. */
final class SppBlockNeck implements NeckLayers {
  private static final LayerName REDUCE = NeckLayers.name("reduce");
  private static final LayerName EXPAND = NeckLayers.name("expand");

  @Override
  public int channels(int conv5) {
    return conv5;
  }

  @Override
  public Map<String, Shape> tensors(int conv5) {
    int inner = Math.max(1, conv5 / 2);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    NeckLayers.addNormed(shapes, REDUCE, inner, conv5);
    NeckLayers.addNormed(shapes, EXPAND, conv5, 4 * inner);
    return shapes;
  }

  @Override
  public NDArray apply(NDArray map, Function<String, NDArray> tensors) {
    return new SppBlock(
            NeckLayers.convolution(REDUCE, tensors),
            NeckLayers.norm(REDUCE, map, tensors),
            NeckLayers.convolution(EXPAND, tensors),
            NeckLayers.norm(EXPAND, map, tensors))
        .apply(map, false);
  }
}
