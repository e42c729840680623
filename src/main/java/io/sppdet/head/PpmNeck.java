package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.map.PyramidPoolingModule;
import io.sppdet.tensor.LayerName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@link PyramidPoolingModule}: twice the channels come out. */
final class PpmNeck implements NeckLayers {
  /** Bins a side of the levels of PSPNet. */
  static final List<Integer> LEVELS = List.of(1, 2, 3, 6);

  /** Channels of a level. */
  static int inner(int conv5) {
    return Math.max(1, conv5 / LEVELS.size());
  }

  static LayerName level(int bins) {
    return NeckLayers.name("level" + bins);
  }

  @Override
  public int channels(int conv5) {
    return conv5 + LEVELS.size() * inner(conv5);
  }

  @Override
  public Map<String, Shape> tensors(int conv5) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    LEVELS.forEach(n -> NeckLayers.addNormed(shapes, level(n), inner(conv5), conv5));
    return shapes;
  }

  @Override
  public NDArray apply(NDArray map, Function<String, NDArray> tensors) {
    return new PyramidPoolingModule(
            LEVELS.stream()
                .map(
                    n ->
                        new PyramidPoolingModule.Level(
                            n,
                            NeckLayers.convolution(level(n), tensors),
                            NeckLayers.norm(level(n), map, tensors)))
                .toList())
        .apply(map, false);
  }
}
