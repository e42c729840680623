package io.sppdet.cli.option;

import io.sppdet.detect.Detector;
import io.sppdet.detect.Pipeline;
import io.sppdet.detect.SlicedDetector;
import io.sppdet.detect.Slicing;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import picocli.CommandLine.Option;

/** Whether large images are looked at in parts, too. */
@Heading("Detection")
public final class SlicesOption {
  private static final String AUTO = "auto";
  private static final int FEWEST = 2;
  private static final int MOST = 16;

  @Option(
      names = "--slices",
      paramLabel = "auto|N",
      description =
          "Also look at overlapping square slices of each image, for small things in large photos:"
              + " N along the longer side ("
              + FEWEST
              + " to "
              + MOST
              + "), or with auto as many as it takes to see all at full resolution. The time grows"
              + " with their number (default: none).")
  private String slices;

  /** What was asked for, to tell runs apart. */
  public String text() {
    return String.valueOf(slices);
  }

  /** The detector, or one that looks at slices, too. */
  public Pipeline over(Detector detector) {
    return slices == null ? detector : new SlicedDetector(detector, slicing());
  }

  /**
   * Checked before the long work.
   *
   * @throws SppdetException USAGE for what is no number of slices
   */
  public void check() {
    if (slices != null) {
      slicing();
    }
  }

  private Slicing slicing() {
    if (slices.equals(AUTO)) {
      return new Slicing(0);
    }
    if (!slices.matches("\\d{1,2}")
        || Integer.parseInt(slices) < FEWEST
        || Integer.parseInt(slices) > MOST) {
      throw new SppdetException(
          Kind.USAGE,
          "--slices",
          "must be auto or lie in [" + FEWEST + ", " + MOST + "], not " + slices);
    }
    return new Slicing(Integer.parseInt(slices));
  }
}
