package io.sppdet.backbone;

import java.util.List;

/** No network: the map is the normalised image itself, of three channels at stride 1. */
public record PixelDescriptor(
    String file,
    String order,
    List<Float> mean,
    List<Float> std,
    int stride,
    double offset,
    int sideMultiple,
    int channels)
    implements BackboneDescriptor {
  static final String TYPE = "pixels";

  private static final List<Float> MIDDLE = List.of(127.5f, 127.5f, 127.5f);

  public PixelDescriptor {
    BackboneDescriptor.checkFile(file);
    BackboneDescriptor.checkColours(order, mean, std);
    BackboneDescriptor.checkMap(stride, offset, sideMultiple, channels);
    BackboneDescriptor.check(
        stride == 1 && sideMultiple == 1 && channels == 3, "pixels have 3 channels at stride 1");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /**
   * Each colour from −1 to 1.
   *
   * @param file is not read
   */
  public static PixelDescriptor of(String file) {
    return new PixelDescriptor(file, "RGB", MIDDLE, MIDDLE, 1, 0, 1, 3);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
