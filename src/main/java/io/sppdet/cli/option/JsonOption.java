package io.sppdet.cli.option;

import picocli.CommandLine.Option;

/** Where figures go as JSON. */
@Heading("Output")
public final class JsonOption {
  @Writes
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write what the table tells, and more, as JSON; - for standard output instead of the table"
              + " (default: none).")
  private String file;

  /** A file; {@code -} for standard output instead of the table; null for none. */
  public String file() {
    return file;
  }
}
