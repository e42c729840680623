package io.sppdet.backbone;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.geometry.RoiProjection;
import java.util.List;
import java.util.Optional;

/**
 * What the pipeline has to know of a backbone; the {@code backbone} object of {@code model.json},
 * whose {@code type} tells the kind.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = EfficientNetLiteDescriptor.class,
      name = EfficientNetLiteDescriptor.TYPE),
  @JsonSubTypes.Type(value = TorchScriptDescriptor.class, name = TorchScriptDescriptor.TYPE),
  @JsonSubTypes.Type(value = PixelDescriptor.class, name = PixelDescriptor.TYPE)
})
public sealed interface BackboneDescriptor
    permits EfficientNetLiteDescriptor, TorchScriptDescriptor, PixelDescriptor {
  /** The words for all kinds. */
  List<String> TYPES =
      List.of(EfficientNetLiteDescriptor.TYPE, TorchScriptDescriptor.TYPE, PixelDescriptor.TYPE);

  /** No cell lies farther from where it is looked for, and no side is padded by more. */
  int MAX_PIXELS = 1024;

  /** The word for its kind. */
  String type();

  /** The weights, a name inside the model directory. */
  String file();

  /** Order of the colours the network wants: RGB or BGR. */
  String order();

  /** Subtracted from each colour (0 to 255), in the network's order. */
  List<Float> mean();

  /** Each colour is divided by it afterwards. */
  List<Float> std();

  /** Product S of all strides, in pixels. */
  int stride();

  /** Centre of the first cell's receptive field, in pixels. */
  double offset();

  /** The input is padded with zeros at the right and bottom to a multiple of this. */
  int sideMultiple();

  /** Channels of the map. */
  int channels();

  /** A side of the input: that of the image, padded to a multiple of {@link #sideMultiple}. */
  default int padded(int side) {
    return (side + sideMultiple() - 1) / sideMultiple() * sideMultiple();
  }

  /** A second, finer map of an earlier layer. */
  default Optional<Lateral> secondMap() {
    return Optional.empty();
  }

  /** Stride of the map that regions are pooled from: half of {@link #stride} with a second map. */
  default int mapStride() {
    return secondMap().isPresent() ? stride() / 2 : stride();
  }

  /** Centre of the first cell of the map that regions are pooled from, in pixels. */
  default double mapOffset() {
    return secondMap().map(Lateral::offset).orElse(offset());
  }

  /** Channels of the second map; 0 without one. */
  default int lateralChannels() {
    return secondMap().map(Lateral::channels).orElse(0);
  }

  /** The same network without a second map. */
  default BackboneDescriptor withoutLateral() {
    return this;
  }

  /**
   * How boxes of an image fall onto the map that regions are pooled from.
   *
   * @param ratio resized size of the image over its original size
   */
  default RoiProjection projection(double ratio) {
    return new RoiProjection(mapStride(), mapOffset(), ratio);
  }

  /** Whether the file is a program rather than numbers: one to be run only when it is trusted. */
  default boolean runsProgram() {
    return false;
  }

  /** Checks a file's name. */
  static void checkFile(String file) {
    check(FileName.isPlain(file), "file must be a plain name");
  }

  /** Checks how colours are normalised. */
  static void checkColours(String order, List<Float> mean, List<Float> std) {
    check("RGB".equals(order) || "BGR".equals(order), "order must be RGB or BGR");
    check(areThreeNumbers(mean), "mean must hold three numbers");
    check(
        areThreeNumbers(std) && std.stream().allMatch(v -> v > 0),
        "std must hold three positive numbers");
  }

  /** Checks the cells of the map. */
  static void checkMap(int stride, double offset, int sideMultiple, int channels) {
    check(
        stride > 0 && sideMultiple > 0 && channels > 0,
        "stride, sideMultiple and channels must be positive");
    check(
        sideMultiple % stride == 0 && sideMultiple <= MAX_PIXELS,
        "sideMultiple must be a multiple of the stride, " + MAX_PIXELS + " at most");
    check(Math.abs(offset) <= MAX_PIXELS, "offset must be " + MAX_PIXELS + " at most");
  }

  private static boolean areThreeNumbers(List<Float> colours) {
    return colours != null
        && colours.size() == 3
        && colours.stream().allMatch(v -> v != null && Float.isFinite(v));
  }

  /**
   * Checks a rule.
   *
   * @throws SppdetException MODEL when it does not hold
   */
  static void check(boolean holds, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.MODEL, "backbone", rule);
    }
  }
}
