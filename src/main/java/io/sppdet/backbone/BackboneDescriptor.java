package io.sppdet.backbone;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.RoiProjection;
import java.util.List;

/**
 * What the pipeline has to know of a backbone; the {@code backbone} object of {@code model.json}.
 *
 * @param type {@code efficientnet-lite} (safetensors), {@code torchscript}, or {@code pixels} where
 *     the map is the image itself
 * @param file the weights, a name inside the model directory
 * @param order order of the colours the network wants: RGB or BGR
 * @param mean subtracted from each colour (0 to 255), in the network's order
 * @param std each colour is divided by it afterwards
 * @param stride product S of all strides, in pixels
 * @param offset centre of the first cell's receptive field, in pixels
 * @param sideMultiple the input is padded with zeros at the right and bottom to a multiple of this
 * @param channels channels of the map
 * @param blocks for {@code efficientnet-lite}: each block as {@code I:kKsS}, with {@code r} where
 *     the input is added to the output; ended by {@code I:expand} where the map is to be taken from
 *     the expansion of block I instead of the head; null for other types
 * @param lateral a second, finer map of an earlier layer, for small objects; null for none
 */
public record BackboneDescriptor(
    String type,
    String file,
    String order,
    List<Float> mean,
    List<Float> std,
    int stride,
    double offset,
    int sideMultiple,
    int channels,
    String blocks,
    Lateral lateral) {
  private static final int MAX_PIXELS = 1024;

  /**
   * A map of twice the resolution beside the last one.
   *
   * @param block the block whose output it is
   * @param channels of that block
   * @param offset centre of its first cell's receptive field, in pixels
   */
  public record Lateral(int block, int channels, double offset) {
    public Lateral {
      check(block >= 0 && channels > 0, "lateral needs a block and its channels");
      check(Math.abs(offset) <= MAX_PIXELS, "lateral offset must be " + MAX_PIXELS + " at most");
    }
  }

  public BackboneDescriptor {
    check(type != null && file != null, "needs a type and a file");
    check(file.matches("[^/\\\\\\p{Cntrl}]+"), "file must be a plain name");
    check("RGB".equals(order) || "BGR".equals(order), "order must be RGB or BGR");
    check(areThreeNumbers(mean), "mean must hold three numbers");
    check(
        areThreeNumbers(std) && std.stream().allMatch(v -> v > 0),
        "std must hold three positive numbers");
    check(
        stride > 0 && sideMultiple > 0 && channels > 0,
        "stride, sideMultiple and channels must be positive");
    check(
        sideMultiple % stride == 0 && sideMultiple <= MAX_PIXELS,
        "sideMultiple must be a multiple of the stride, " + MAX_PIXELS + " at most");
    check(Math.abs(offset) <= MAX_PIXELS, "offset must be " + MAX_PIXELS + " at most");
    check(!"efficientnet-lite".equals(type) || blocks != null, "efficientnet-lite needs blocks");
    check(
        !PixelBackbone.TYPE.equals(type) || (stride == 1 && sideMultiple == 1 && channels == 3),
        "pixels have 3 channels at stride 1");
    check(
        lateral == null || (stride % 2 == 0 && "efficientnet-lite".equals(type)),
        "lateral needs efficientnet-lite and an even stride");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** A side of the input: that of the image, padded to a multiple of {@link #sideMultiple}. */
  public int padded(int side) {
    return (side + sideMultiple - 1) / sideMultiple * sideMultiple;
  }

  /** The image itself as the map, each colour from −1 to 1. */
  public static BackboneDescriptor pixels(String file) {
    List<Float> middle = List.of(127.5f, 127.5f, 127.5f);
    return new BackboneDescriptor(
        PixelBackbone.TYPE, file, "RGB", middle, middle, 1, 0, 1, 3, null, null);
  }

  /** Stride of the map that regions are pooled from: half of {@link #stride} with a lateral map. */
  public int mapStride() {
    return lateral == null ? stride : stride / 2;
  }

  /** Centre of the first cell of the map that regions are pooled from, in pixels. */
  public double mapOffset() {
    return lateral == null ? offset : lateral.offset();
  }

  /**
   * How boxes of an image fall onto the map that regions are pooled from.
   *
   * @param ratio resized size of the image over its original size
   */
  public RoiProjection projection(double ratio) {
    return new RoiProjection(mapStride(), mapOffset(), ratio);
  }

  /** Channels of the lateral map; 0 without one. */
  public int lateralChannels() {
    return lateral == null ? 0 : lateral.channels();
  }

  /** Whether the file is a program rather than numbers: one to be run only when it is trusted. */
  public boolean runsProgram() {
    return TorchScriptBackbone.TYPE.equals(type);
  }

  /** The same network with this lateral map. */
  public BackboneDescriptor with(Lateral other) {
    return new BackboneDescriptor(
        type, file, order, mean, std, stride, offset, sideMultiple, channels, blocks, other);
  }

  private static boolean areThreeNumbers(List<Float> colours) {
    return colours != null
        && colours.size() == 3
        && colours.stream().allMatch(v -> v != null && Float.isFinite(v));
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.MODEL, "backbone", rule);
    }
  }
}
