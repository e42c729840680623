package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.function.Function;

/**
 * What stands between conv5 and the pooling of regions and lets each cell know what is around it.
 */
public enum Neck {
  /** Cells as conv5 gives them. */
  NONE("none", ""),

  /** {@link SppBlockNeck}: maxima around each cell. */
  SPP_BLOCK(
      "spp-block",
      "maxima over 5×5, 9×9 and 13×13 cells around each, mixed by 1×1, as in YOLO's SPP block"),

  /** {@link PpmNeck}: means of the whole map's bins beside each cell. */
  PPM(
      "ppm",
      "means of the map's 1, 2², 3² and 6² bins, by 1×1, beside each cell, as in PSPNet's pyramid"
          + " pooling module"),

  /** {@link PspNeck}: the same, and all mixed by one more convolution. */
  PSP(
      "psp",
      "means of the map's 1, 2², 3² and 6² bins, by 1×1, and the cell itself, mixed by 1×1, as"
          + " in PSPModule");

  private final String word;
  private final String note;

  Neck(String word, String note) {
    this.word = word;
    this.note = note;
  }

  /** Not to be asked of {@link #NONE}. */
  private NeckLayers layers() {
    return switch (this) {
      case NONE -> throw new IllegalStateException("there are no layers");
      case SPP_BLOCK -> new SppBlockNeck();
      case PPM -> new PpmNeck();
      case PSP -> new PspNeck();
    };
  }

  /** What it does, in a line. */
  public String note() {
    return note;
  }

  /** Channels behind the neck: as many as conv5 has, but twice as many behind PPM. */
  public int channels(int conv5) {
    return this == NONE ? conv5 : layers().channels(conv5);
  }

  /**
   * Shapes of what it learns, by name: {@code .weight} of 1×1 convolutions {@code (out, in, 1, 1)},
   * {@code .gamma}, {@code .beta} and {@code .bias} {@code (out)}.
   *
   * @param conv5 channels of conv5
   */
  public Map<String, Shape> tensors(int conv5) {
    return this == NONE ? Map.of() : layers().tensors(conv5);
  }

  /**
   * Applies the neck; differentiable.
   *
   * @param cells {@code (H · W, conv5)}
   * @param tensors gives what {@link #tensors(int)} names
   * @return {@code (H · W, channels)}, in the manager of the cells
   */
  public NDArray apply(NDArray cells, int height, int width, Function<String, NDArray> tensors) {
    if (this == NONE) {
      return cells;
    }
    NDArray map = cells.reshape(height, width, -1).transpose(2, 0, 1).expandDims(0);
    NDArray output = layers().apply(map, tensors);
    return output.squeeze(0).transpose(1, 2, 0).reshape((long) height * width, -1);
  }

  @JsonValue
  @Override
  public String toString() {
    return word;
  }
}
