package io.sppdet.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes folders that are ours. What a link leads to stays as it is. */
public final class Removal {
  private Removal() {}

  /** Removes a folder with all it holds, if it is there. */
  public static void of(Path folder) throws IOException {
    of(folder, folder);
  }

  /**
   * The same, and one of its files after all else.
   *
   * @param last tells whose the folder is
   */
  public static void of(Path folder, Path last) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      if (!each.equals(folder) && !each.equals(last)) {
        Files.delete(each);
      }
    }
    Files.deleteIfExists(last);
    Files.deleteIfExists(folder);
  }

  /** Removes a folder if nothing is in it. */
  public static void ofEmpty(Path folder) throws IOException {
    boolean empty;
    try (Stream<Path> listed = Files.list(folder)) {
      empty = listed.findAny().isEmpty();
    }
    if (empty) {
      Files.delete(folder);
    }
  }
}
