package io.sppdet.cli.option;

import picocli.CommandLine.Option;

/** What becomes of damaged images. */
@Heading("Input")
public final class DamagedOption {
  @Option(
      names = "--allow-damaged",
      description =
          "Read a damaged JPEG as far as it goes, grey where nothing is left, and say so in the"
              + " output; without it such an image fails.")
  private boolean allowed;

  /** Whether damaged JPEGs are read as far as they go. */
  public boolean allowed() {
    return allowed;
  }
}
