package io.sppdet.cli.command;

import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.Writes;
import io.sppdet.output.OutputFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the detections of an evaluation go. */
@Heading("Output")
final class SavedDetections {
  @Writes
  @Option(
      names = "--save-detections",
      paramLabel = "FILE",
      description =
          "Write the model's detections, to be scored again with --detections (default: none).")
  private Path file;

  /** The file, opened; null for none. */
  OutputFile open() {
    return file == null ? null : OutputFile.create(file);
  }
}
