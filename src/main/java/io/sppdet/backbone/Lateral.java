package io.sppdet.backbone;

/**
 * A map of an earlier layer, of twice the resolution, beside the last one: for small objects.
 *
 * @param block the block whose output it is
 * @param channels of that block
 * @param offset centre of its first cell's receptive field, in pixels
 */
public record Lateral(int block, int channels, double offset) {
  public Lateral {
    BackboneDescriptor.check(block >= 0 && channels > 0, "lateral needs a block and its channels");
    BackboneDescriptor.check(
        Math.abs(offset) <= BackboneDescriptor.MAX_PIXELS,
        "lateral offset must be " + BackboneDescriptor.MAX_PIXELS + " at most");
  }
}
