package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import java.util.List;
import picocli.CommandLine.Option;

/** In what views a classifier sees an image, where that is not what the model says. */
@Heading("Views")
public final class ViewOptions {
  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides the image is resized to; with several, the mean of the scores (default: the"
              + " model's).")
  private List<Integer> scales;

  @Option(
      names = "--flip",
      negatable = true,
      description = "Also show each image mirrored; the mean of the scores (default: the model's).")
  private Boolean flip;

  @Option(
      names = "--warp",
      paramLabel = "PIXELS",
      description = "Distort each image to a square of this side (default: the model's, none).")
  private Integer warp;

  public List<Integer> scales() {
    return scales;
  }

  Boolean flip() {
    return flip;
  }

  Integer warp() {
    return warp;
  }

  /** The same classifier with these views. */
  public ModelDirectory applyTo(ModelDirectory directory) {
    if (scales != null && warp != null) {
      throw new SppdetException(Kind.USAGE, "--warp", "goes without --scales");
    }
    try {
      return directory.with(directory.classifier().withViews(scales, flip, warp));
    } catch (SppdetException e) {
      if (!e.subject().equals("classifier")) {
        throw e; // there is none
      }
      throw new SppdetException(Kind.USAGE, "--scales, --warp", e.reason(), e);
    }
  }
}
