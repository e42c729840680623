package io.sppdet.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where what is computed of the photos is kept for later runs. */
@Heading("Long runs")
public final class CacheOption {
  @Writes(depth = 1, named = "") // checksums name its files, in folders of its own
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where proposals and maps of the photos are kept: for a detector about 5 MB each, for a"
              + " classifier 0.5 MB a view. Later runs on the same photos are faster with it; it may"
              + " be deleted (default: MODEL_DIR-cache of a training, none of eval).")
  private Path folder;

  /**
   * The folder.
   *
   * @param otherwise where none was named
   */
  public Path folder(Path otherwise) {
    return folder == null ? otherwise : folder;
  }
}
