package io.sppdet.backbone;

import java.util.List;
import java.util.Optional;

/**
 * An EfficientNet-Lite, its weights in safetensors.
 *
 * @param blocks what the network is made of
 * @param lateral a second, finer map of an earlier layer; null for none
 */
public record EfficientNetLiteDescriptor(
    String file,
    String order,
    List<Float> mean,
    List<Float> std,
    int stride,
    double offset,
    int sideMultiple,
    int channels,
    BlockList blocks,
    Lateral lateral)
    implements BackboneDescriptor {
  static final String TYPE = "efficientnet-lite";

  public EfficientNetLiteDescriptor {
    BackboneDescriptor.checkFile(file);
    BackboneDescriptor.checkColours(order, mean, std);
    BackboneDescriptor.checkMap(stride, offset, sideMultiple, channels);
    BackboneDescriptor.check(blocks != null, TYPE + " needs blocks");
    BackboneDescriptor.check(lateral == null || stride % 2 == 0, "lateral needs an even stride");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Optional<Lateral> secondMap() {
    return Optional.ofNullable(lateral);
  }

  @Override
  public EfficientNetLiteDescriptor withoutLateral() {
    return with(null);
  }

  /** The same network with this lateral map. */
  public EfficientNetLiteDescriptor with(Lateral other) {
    return new EfficientNetLiteDescriptor(
        file, order, mean, std, stride, offset, sideMultiple, channels, blocks, other);
  }
}
