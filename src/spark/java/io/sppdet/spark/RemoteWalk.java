package io.sppdet.spark;

import io.sppdet.error.SppdetException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What lies in a folder of Hadoop's, and below it, in the order that files on disk come in. */
final class RemoteWalk {
  private record Child(String name, boolean folder) {}

  private static final Comparator<Child> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.name().getBytes(StandardCharsets.UTF_8), b.name().getBytes(StandardCharsets.UTF_8));

  private final FileSystem fs;
  private final Predicate<Path> wanted;
  private final String prefix;
  private final Consumer<Row> found;
  private boolean hasFound;

  /**
   * @param prefix what the error of a folder that can't be read begins with
   */
  RemoteWalk(FileSystem fs, Predicate<Path> wanted, String prefix, Consumer<Row> found) {
    this.fs = fs;
    this.wanted = wanted;
    this.prefix = prefix;
    this.found = found;
  }

  boolean hasFound() {
    return hasFound;
  }

  /**
   * Tells of a folder's files.
   *
   * @param name what the user calls it
   * @param depth 1 for the folder's own files only
   */
  void visit(Path folder, String name, int depth) {
    try {
      for (Child child : children(folder)) {
        Path path = new Path(folder, child.name());
        String called =
            name.isEmpty() ? child.name() : name.replaceFirst("/$", "") + "/" + child.name();
        if (!child.folder()) {
          if (wanted.test(fs.makeQualified(path))) {
            tell(Row.file(called, fs.makeQualified(path).toString()));
          }
        } else if (depth > 1) {
          visit(path, called, depth - 1);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      String reason =
          e instanceof FileNotFoundException ? "no such file" : "can't be read: " + e.getMessage();
      tell(new Row(name, null, Kind.IMAGE_MISSING, prefix + reason));
    }
  }

  private void tell(Row row) {
    hasFound = true;
    found.accept(row);
  }

  /** Their names alone: what else a status holds would be much for a folder of millions. */
  private List<Child> children(Path folder) throws IOException {
    List<Child> children = new ArrayList<>();
    RemoteIterator<FileStatus> all = fs.listStatusIterator(folder);
    while (all.hasNext()) {
      FileStatus status = all.next();
      children.add(new Child(status.getPath().getName(), status.isDirectory()));
    }
    children.sort(BY_BYTES);
    return children;
  }
}
