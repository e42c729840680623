package io.sppdet.cli.option;

import io.sppdet.detect.ClassGroups;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.Sorting;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether photos are put into folders by what they show. */
@Heading("Sorting")
final class SortOptions {
  @Writes(depth = 1, named = "") // never over a file
  @Option(
      names = "--sort",
      paramLabel = "DIR",
      description =
          "Put the photos into folders of this one by what they show, those that show nothing into"
              + " 'empty'. A folder is a class, or a group of --groups (default: none).")
  private Path folder;

  @Option(
      names = "--sort-into",
      paramLabel = "WHICH",
      defaultValue = "first",
      description =
          "first (the folder of the best detection), all (of each class) or combined (cat+person)"
              + " (default: ${DEFAULT-VALUE}).")
  private Sorting.Into into;

  @Option(
      names = "--sort-by",
      paramLabel = "HOW",
      defaultValue = "link",
      description =
          "link, copy or move; 'sppdet unsort DIR' moves them back (default: ${DEFAULT-VALUE}).")
  private Sorting.By by;

  /** What was asked for; null for nothing. */
  Sorting sorting(ClassGroups groups) {
    if (folder != null && by == Sorting.By.MOVE && into == Sorting.Into.ALL) {
      throw new SppdetException(
          Kind.USAGE, "--sort-into all", "goes with links and copies: a photo has one place");
    }
    return folder == null ? null : new Sorting(folder, into, by, groups);
  }
}
