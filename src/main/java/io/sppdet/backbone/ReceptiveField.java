package io.sppdet.backbone;

/**
 * What the cells of a map see of the network's input: cell i is centred at pixel {@code offset +
 * stride · i} and sees {@code size} pixels a side.
 *
 * @param stride product S of the strides so far, in pixels
 * @param offset centre o of cell 0, in pixels
 * @param size of what a cell sees, in pixels
 */
public record ReceptiveField(int stride, double offset, int size) {
  /** Of the input itself: each pixel sees itself. */
  public static final ReceptiveField PIXEL = new ReceptiveField(1, 0, 1);

  /** Behind one more convolution, which pads its input with zeros in front. */
  public ReceptiveField behind(int kernel, int layerStride, int before) {
    return new ReceptiveField(
        stride * layerStride,
        offset + stride * ((kernel - 1) / 2.0 - before),
        size + stride * (kernel - 1));
  }
}
