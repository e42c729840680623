package io.sppdet.image;

import java.io.Serializable;

/**
 * The largest image that is read; a file can promise any size in a few bytes.
 *
 * @param pixels width times height, by the header, before a pixel is decoded
 * @param bytes of the encoded file
 */
public record ImageLimits(long pixels, long bytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Four bytes a pixel must fit an array. */
  public static final long MOST_PIXELS = 500_000_000;

  /** A file must fit an array. */
  public static final long MOST_BYTES = 2_000_000_000;

  /** More than any camera's photo has, few enough for a machine with 4 GB. */
  public static final long USUAL_PIXELS = 200_000_000;

  /** A file as large as such photos get. */
  public static final long USUAL_BYTES = 500_000_000;

  /** Where nothing else is asked for. */
  public static final ImageLimits DEFAULT = new ImageLimits(USUAL_PIXELS, USUAL_BYTES);

  public ImageLimits {
    if (pixels < 1 || pixels > MOST_PIXELS || bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "no limits of an image: " + pixels + " pixels, " + bytes + " bytes");
    }
  }
}
