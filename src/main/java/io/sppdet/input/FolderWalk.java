package io.sppdet.input;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Visits what lies in a folder, and below it, sorted by the bytes of the names, a folder's contents
 * in the folder's place. Links are followed, but no folder is entered twice, so that links can
 * neither make the walk endless nor multiply it.
 */
final class FolderWalk {
  /** What is told of a walk. */
  interface Visitor {
    /** Anything that is no folder; it may be a pipe or a link to nothing. */
    void file(Path file);

    void unreadable(Path folder, IOException cause);
  }

  private final Visitor visitor;
  private final Set<Path> entered = new HashSet<>();

  FolderWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Visits a folder.
   *
   * @param depth 1 for its own files only
   */
  void visit(Path folder, int depth) {
    for (Path child : children(folder)) {
      if (!Files.isDirectory(child)) {
        visitor.file(child);
      } else if (depth > 1) {
        visit(child, depth - 1);
      }
    }
  }

  private List<Path> children(Path folder) {
    try {
      if (!entered.add(folder.toRealPath())) {
        return List.of();
      }
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(children::add);
      }
      Collections.sort(children);
      return children;
    } catch (IOException e) {
      visitor.unreadable(folder, e);
    } catch (DirectoryIteratorException e) {
      visitor.unreadable(folder, e.getCause());
    }
    return List.of();
  }
}
