package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.map.PointwiseConvolution;
import io.sppdet.pooling.map.PspModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** {@link PspModule}: the levels of {@link PpmNeck}, mixed by one more convolution. */
final class PspNeck implements NeckLayers {
  private static final String WEIGHT = NeckLayers.name("bottleneck", "weight");
  private static final String BIAS = NeckLayers.name("bottleneck", "bias");

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
        n ->
            shapes.put(
                NeckLayers.name(PpmNeck.level(n), "weight"), NeckLayers.weight(inner, conv5)));
    shapes.put(WEIGHT, NeckLayers.weight(conv5, pooled + conv5));
    shapes.put(BIAS, new Shape(conv5));
    return shapes;
  }

  @Override
  public NDArray apply(NDArray map, Function<String, NDArray> tensors) {
    return new PspModule(
            PpmNeck.LEVELS.stream()
                .map(n -> new PspModule.Level(n, NeckLayers.convolution(PpmNeck.level(n), tensors)))
                .toList(),
            new PointwiseConvolution(tensors.apply(WEIGHT), tensors.apply(BIAS)))
        .apply(map);
  }
}
