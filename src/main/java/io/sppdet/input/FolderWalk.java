package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.files.FileName;
import io.sppdet.image.AppleDouble;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What lies in a folder, and below it, sorted by the bytes of the names, a folder's contents in the
 * folder's place; in a folder that is meant as a whole, without what is hidden. Links are followed,
 * but no folder is entered twice, so that links can neither make the walk endless nor multiply it.
 * What the walk comes to by its real path goes by that alone. Holds the names of the folders it is
 * in, and no others.
 */
final class FolderWalk implements Iterator<FoundFile> {
  private record Level(Iterator<Path> children, int depth) {}

  private final int depth;
  private final boolean hiddenToo;
  private final Predicate<Path> wanted;
  private final PassedOver passedOver;
  private final String prefix;

  /** Where the walk began, if it comes to all that is wanted; else null. */
  private final Path whole;

  private final Set<Path> entered = new HashSet<>();
  private final Deque<Level> levels = new ArrayDeque<>();
  private FoundFile next;

  /**
   * @param depth 1 for the folder's own files only
   * @param whole whether a folder is meant, and no pattern, which a link may match and its file not
   * @param wanted which of what is no folder; that may be a pipe, or a link to nothing
   * @param passedOver hears of what is not wanted or hidden, of folders too deep, and of links not
   *     followed
   * @param prefix what the error of a folder that can't be read begins with
   */
  FolderWalk(
      Path folder,
      int depth,
      boolean whole,
      Predicate<Path> wanted,
      PassedOver passedOver,
      String prefix) {
    this.depth = depth;
    this.hiddenToo = !whole;
    this.wanted = wanted;
    this.passedOver = passedOver;
    this.prefix = prefix;
    enter(folder, depth);
    this.whole = whole ? entered.stream().findAny().orElse(null) : null;
  }

  @Override
  public boolean hasNext() {
    while (next == null && !levels.isEmpty()) {
      Level level = levels.peek();
      if (!level.children().hasNext()) {
        levels.pop();
        continue;
      }
      Path child = level.children().next();
      boolean folder = Files.isDirectory(child);
      if (!folder && wanted.test(child)) {
        if ((isHidden(child) && !hiddenToo) || AppleDouble.isAt(child)) {
          passedOver.hidden(child);
        } else if (leadsBack(child)) {
          passedOver.link();
        } else {
          next = FoundFile.of(child);
        }
      } else if (folder && level.depth() > 1 && !isHidden(child)) {
        enter(child, level.depth() - 1);
      } else {
        passedOver.other(child);
      }
    }
    return next != null;
  }

  @Override
  public FoundFile next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FoundFile found = next;
    next = null;
    return found;
  }

  /** Such as .thumbnails, .git or a photo in the trash: what is not shown is taken by its name. */
  private static boolean isHidden(Path path) {
    return FileName.isHidden(path.getFileName().toString());
  }

  private void enter(Path folder, int depth) {
    try {
      Path real = folder.toRealPath();
      if (!(Files.isSymbolicLink(folder) && isReached(real)) && entered.add(real)) {
        levels.push(new Level(children(folder).iterator(), depth));
      }
    } catch (IOException e) {
      next = unreadable(folder, e);
    } catch (DirectoryIteratorException e) {
      next = unreadable(folder, e.getCause());
    }
  }

  /** Whether it is a link to a file to which the walk comes, too. */
  private boolean leadsBack(Path file) {
    if (!Files.isSymbolicLink(file)) {
      return false;
    }
    try {
      Path real = file.toRealPath();
      return isReached(real.getParent()) && wanted.test(real) && (hiddenToo || !isHidden(real));
    } catch (IOException e) {
      return false; // opening it will tell that it leads nowhere
    }
  }

  /** Whether the walk comes to a folder by its real path, too. */
  private boolean isReached(Path real) {
    if (whole == null || !real.startsWith(whole) || (depth == 1 && !real.equals(whole))) {
      return false;
    }
    for (Path part : whole.relativize(real)) {
      if (isHidden(part)) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    }
    children.sort(FileName.ORDER);
    return children;
  }

  private FoundFile unreadable(Path folder, IOException cause) {
    return FoundFile.failed(
        FoundFile.name(folder), folder, prefix + FileFault.reason(cause), cause);
  }
}
