package io.sppdet.cli.option;

import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.error.SppdetException;
import io.sppdet.model.ModelDirectory;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model looks at the images, and at what size it sees them. */
@Heading("Model")
public final class ModelChoice {
  @Reads(As.MODEL)
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      completionCandidates = KnownNames.Models.class,
      defaultValue = Installation.DETECTOR,
      description =
          "Model directory, a .zip of one, or the name of a model: a shipped one, else one in"
              + " $XDG_DATA_HOME/sppdet/models (~/.local/share/...), else in ./models (default:"
              + " ${DEFAULT-VALUE}).")
  private String model;

  @Mixin private TrustOption trust;

  @Heading("Detection")
  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Short sides the image is resized to; with several, a region is pooled from the one at"
              + " which its area is nearest 224² (default: the model's).")
  private List<Integer> scales;

  /** What the user calls the model. */
  public String given() {
    return model;
  }

  /**
   * Opens the model; its weights are not read yet.
   *
   * @throws SppdetException MODEL when it is missing or damaged
   */
  public ModelDirectory open() {
    ModelDirectory directory = trust.open(Installation.model(model));
    if (scales == null) {
      return directory;
    }
    try {
      return directory.description().onlyClassifies()
          ? directory.with(directory.classifier().withViews(scales, null, null))
          : directory.withScales(scales);
    } catch (SppdetException e) {
      throw SppdetException.ofSetting("scales", e.reason(), e);
    }
  }

  /** Whether the short sides of the image were given. */
  boolean setsScales() {
    return scales != null;
  }
}
