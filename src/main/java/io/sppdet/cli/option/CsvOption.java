package io.sppdet.cli.option;

import picocli.CommandLine.Option;

/** What a spreadsheet may make of texts in CSV. */
@Heading("Output")
public final class CsvOption {
  @Option(
      names = "--csv-safe",
      description =
          "Put an apostrophe before each text in CSV that begins with =, +, - or @, which a"
              + " spreadsheet would take for a formula.")
  private boolean safe;

  /** Whether no text in CSV may begin as a formula does. */
  public boolean safe() {
    return safe;
  }
}
