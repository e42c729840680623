package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.map.PointwiseConvolution;
import io.sppdet.pooling.map.PspModule;
import io.sppdet.tensor.LayerName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** {@link PspModule}: the levels of {@link PpmNeck}, mixed by one more convolution. */
final class PspNeck implements NeckLayers {
  private static final LayerName BOTTLENECK = NeckLayers.name("bottleneck");

  @Override
  public int channels(int conv5) {
    return conv5;
  }

  @Override
  public Map<String, Shape> tensors(int conv5) {
    int inner = PpmNeck.inner(conv5);
    int pooled = PpmNeck.LEVELS.size() * inner;
    Map<String, Shape> shapes = new LinkedHashMap<>();
    PpmNeck.LEVELS.forEach(
        n -> shapes.put(PpmNeck.level(n).weight(), NeckLayers.weight(inner, conv5)));
    shapes.put(BOTTLENECK.weight(), NeckLayers.weight(conv5, pooled + conv5));
    shapes.put(BOTTLENECK.bias(), new Shape(conv5));
    return shapes;
  }

  @Override
  public NDArray apply(NDArray map, Function<String, NDArray> tensors) {
    return new PspModule(
            PpmNeck.LEVELS.stream()
                .map(n -> new PspModule.Level(n, NeckLayers.convolution(PpmNeck.level(n), tensors)))
                .toList(),
            new PointwiseConvolution(
                tensors.apply(BOTTLENECK.weight()), tensors.apply(BOTTLENECK.bias())))
        .apply(map);
  }
}
