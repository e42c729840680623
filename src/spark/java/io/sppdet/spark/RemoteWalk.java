package io.sppdet.spark;

import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.image.AppleDouble;
import io.sppdet.input.PassedOver;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
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

/**
 * What lies in a folder of Hadoop's, and below it: the same files as on disk, in the same order.
 */
final class RemoteWalk {
  private record Child(String name, boolean folder) {}

  private static final Comparator<Child> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.name().getBytes(StandardCharsets.UTF_8), b.name().getBytes(StandardCharsets.UTF_8));

  private final FileSystem fs;
  private final boolean hiddenToo;
  private final Predicate<Path> wanted;
  private final PassedOver passedOver;
  private final String prefix;
  private final Consumer<Row> found;
  private boolean hasFound;

  /**
   * @param hiddenToo whether hidden files are taken, as by a pattern that names them
   * @param passedOver hears of what is not wanted or hidden, and of folders too deep
   * @param prefix what the error of a folder that can't be read begins with
   */
  RemoteWalk(
      FileSystem fs,
      boolean hiddenToo,
      Predicate<Path> wanted,
      PassedOver passedOver,
      String prefix,
      Consumer<Row> found) {
    this.fs = fs;
    this.hiddenToo = hiddenToo;
    this.wanted = wanted;
    this.passedOver = passedOver;
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
        Path path = new Path(folder + "/" + child.name()); // a colon in the name is none of a URI
        String called =
            name.isEmpty() ? child.name() : name.replaceFirst("/$", "") + "/" + child.name();
        if (child.folder()) {
          if (depth > 1 && !isHidden(child)) {
            visit(path, called, depth - 1);
          } else {
            passedOver.other(child.name(), true);
          }
        } else if (wanted.test(fs.makeQualified(path)) && !isOfAMac(path)) {
          if (isHidden(child) && !hiddenToo) {
            passedOver.hidden(called);
          } else {
            tell(Row.file(called, fs.makeQualified(path).toString()));
          }
        } else {
          passedOver.other(child.name(), false);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      String reason =
          e instanceof FileNotFoundException ? "no such file" : "can't be read: " + e.getMessage();
      tell(new Row(name, null, Kind.IMAGE_MISSING, prefix + reason));
    }
  }

  private static boolean isHidden(Child child) {
    return FileName.isHidden(child.name());
  }

  private boolean isOfAMac(Path file) {
    if (!AppleDouble.isName(file.getName())) {
      return false;
    }
    try (InputStream in = fs.open(file)) {
      return AppleDouble.startsIn(in);
    } catch (IOException e) {
      return false; // reading it will tell
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
