package io.sppdet.cli.command;

import io.sppdet.cli.option.CsvOption;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.Writes;
import io.sppdet.report.ReportWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the page on what a model finds and misses goes. */
@Heading("Output")
final class ReportOption {
  @Writes(depth = 1, named = ReportWriter.FILES)
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write a page with curves, confusion matrix and pictures of mistakes, and the figures as"
              + " CSV and JSON. That of a training is about the photos held out, and has its losses. It"
              + " holds parts of the photos (default: MODEL_DIR-report of a training, none of eval).")
  private Path folder;

  @Mixin private CsvOption csv;

  /**
   * The folder.
   *
   * @param otherwise where none was named
   */
  Path folder(Path otherwise) {
    return folder == null ? otherwise : folder;
  }

  /** Whether no text in CSV may begin as a formula does. */
  boolean csvSafe() {
    return csv.safe();
  }
}
