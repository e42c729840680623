package io.sppdet.cli.command;

import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.Reads;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Detections that are there already. */
@Heading("Input")
final class GivenDetections {
  @Reads
  @Option(
      names = "--detections",
      paramLabel = "FILE",
      description =
          "Score the detections in this file, COCO's results or JSON of sppdet, and run no model"
              + " (default: none).")
  private Path file;

  /** Null for none. */
  Path file() {
    return file;
  }
}
