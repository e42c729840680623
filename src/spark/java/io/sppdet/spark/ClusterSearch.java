package io.sppdet.spark;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageFormat;
import io.sppdet.image.ImageReader;
import io.sppdet.input.FilePattern;
import io.sppdet.input.FoundFile;
import io.sppdet.input.ImageSearch;
import io.sppdet.input.PassedOver;
import io.sppdet.input.PathList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files that the arguments of a command line mean, in the order of {@link ImageSearch},
 * and on this machine's file system by it. Elsewhere a pattern, a folder and its order mean the
 * same; a line of a list is taken for a file without a look at it before its turn comes, unless it
 * ends with a slash. Holds the names of one folder at a time, and a few bytes of each file.
 */
final class ClusterSearch {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");
  private static final Pattern START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:(//[^/]*)?");
  private static final Pattern LOCAL_URI = Pattern.compile("file:(//)?(?=/)");

  private final Configuration conf;
  private final ImageSearch local;
  private final PassedOver passedOver;
  private final NamedBefore named = new NamedBefore();
  private String namedFolder;
  private String foundFolder;
  private boolean plain = true;
  private boolean oneFolder;

  /**
   * @param passedOver hears of what else a folder holds, and of what is named again
   */
  ClusterSearch(Configuration conf, boolean recursive, PassedOver passedOver) {
    this.conf = conf;
    this.local = new ImageSearch(new ImageReader(), recursive, passedOver);
    this.passedOver = passedOver;
  }

  /** Tells of all files, each as it is found. */
  void find(List<String> arguments, Consumer<Row> found) throws IOException {
    Consumer<Row> counted =
        row -> {
          if (row.path() != null) {
            foundFolder = PhotoNames.common(foundFolder, PhotoNames.parent(row.path()));
            String real = real(row.path());
            if (real != null && !named.add(real)) {
              passedOver.again(row.name());
            }
          }
          found.accept(row);
        };
    for (String argument : arguments) {
      oneFolder = argument(withoutFileScheme(argument), counted) && arguments.size() == 1;
    }
  }

  /** By what name a file is one and the same; null where there is none. */
  private static String real(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    try {
      return java.nio.file.Path.of(path).toRealPath().toString();
    } catch (IOException e) {
      return null; // opening it will tell
    }
  }

  /** The deepest folder that holds what was named or, where that stands for others, those. */
  String folder() {
    String folder = plain ? namedFolder : foundFolder;
    return folder == null ? "/" : folder;
  }

  /** Whether one folder was named, and nothing else. */
  boolean isOneFolder() {
    return oneFolder;
  }

  /** Whether it is a folder. */
  private boolean argument(String argument, Consumer<Row> found) throws IOException {
    if (argument.equals("-")) {
      throw new SppdetException(
          Kind.USAGE, "-", "a list on standard input can't be read on a cluster; @FILE can");
    }
    if (!isRemote(argument) && Files.exists(java.nio.file.Path.of(argument))) {
      java.nio.file.Path path = java.nio.file.Path.of(argument).toAbsolutePath();
      boolean folder = Files.isDirectory(path);
      place(folder ? path.toString() : PhotoNames.parent(path.toString()));
      rows(local.files(List.of(argument), InputStream.nullInputStream()), found);
      return folder;
    }
    if (argument.startsWith("@")) {
      plain = false;
      list(withoutFileScheme(argument.substring(1)), found);
      return false;
    }
    if (isRemote(argument)) {
      return remote(argument, found);
    }
    plain = false;
    rows(local.files(List.of(argument), InputStream.nullInputStream()), found);
    return false;
  }

  private void place(String folder) {
    namedFolder = PhotoNames.common(namedFolder, folder);
  }

  private void list(String name, Consumer<Row> found) {
    try {
      InputStream in =
          isRemote(name)
              ? fileSystem(name).open(new Path(name))
              : Files.newInputStream(java.nio.file.Path.of(name));
      PathList lines = new PathList(in);
      while (lines.hasNext()) {
        String line = withoutFileScheme(lines.next());
        if (!isRemote(line)) {
          rows(local.named(line), found);
        } else if (line.endsWith("/")) {
          folder(fileSystem(line), new Path(line), line, found);
        } else {
          found.accept(Row.file(line, qualified(line)));
        }
      }
      if (lines.failure() != null) {
        throw lines.failure();
      }
    } catch (IOException | IllegalArgumentException e) {
      found.accept(failed("@" + name, e));
    }
  }

  private boolean remote(String argument, Consumer<Row> found) {
    try {
      FileSystem fs = fileSystem(argument);
      if (FilePattern.isPattern(argument) && !fs.exists(new Path(argument))) {
        plain = false;
        pattern(fs, argument, found);
        return false;
      }
      Path path = new Path(argument);
      FileStatus status = fs.getFileStatus(path);
      String place = fs.makeQualified(path).toString();
      place(status.isDirectory() ? place : PhotoNames.parent(place));
      if (status.isDirectory()) {
        folder(fs, path, argument, found);
        return true;
      }
      found.accept(Row.file(argument, place));
    } catch (IOException | IllegalArgumentException e) {
      plain = false;
      found.accept(failed(argument, e));
    }
    return false;
  }

  private void folder(FileSystem fs, Path path, String name, Consumer<Row> found) {
    RemoteWalk walk =
        new RemoteWalk(
            fs,
            false,
            file -> ImageFormat.isImageName(file.getName()),
            passedOver,
            "the folder: ",
            found);
    walk.visit(path, name.replaceFirst("/+$", ""), local.recursive() ? Integer.MAX_VALUE : 1);
    if (!walk.hasFound()) {
      String none = "the folder holds no images (.jpg, .png, .webp, .bmp, ...)";
      found.accept(new Row(name, null, Kind.IMAGE_MISSING, none));
    }
  }

  private static void pattern(FileSystem fs, String argument, Consumer<Row> found) {
    Matcher start = START.matcher(argument);
    String root = start.lookingAt() ? start.group() : "";
    FilePattern pattern;
    try {
      pattern = new FilePattern(argument.substring(root.length()));
    } catch (PatternSyntaxException e) {
      String reason = "not a pattern: " + e.getDescription();
      found.accept(new Row(argument, null, Kind.IMAGE_MISSING, reason));
      return;
    }
    String name = root + pattern.folder();
    Path folder = new Path(name.isEmpty() ? "." : name);
    int above = fs.makeQualified(folder).toUri().getPath().replaceFirst("/+$", "").length() + 1;
    RemoteWalk walk =
        new RemoteWalk(
            fs,
            true,
            file -> pattern.matches(java.nio.file.Path.of(file.toUri().getPath().substring(above))),
            new PassedOver(),
            "",
            found);
    walk.visit(folder, name, pattern.depth());
    if (!walk.hasFound()) {
      String none = "no file has a name like that";
      found.accept(new Row(argument, null, Kind.IMAGE_MISSING, none));
    }
  }

  private static void rows(Iterator<FoundFile> files, Consumer<Row> found) {
    files.forEachRemaining(
        file -> {
          String path = file.path() == null ? null : absolute(file.name());
          found.accept(
              file.error() == null
                  ? Row.file(file.name(), path)
                  : new Row(file.name(), path, file.error().kind(), file.error().reason()));
        });
  }

  /** Where executors find a file of this machine. */
  private static String absolute(String name) {
    try {
      return java.nio.file.Path.of(name).toAbsolutePath().toString();
    } catch (InvalidPathException e) { // a folder has it, and it can't be said again
      String reason = "the driver can't open " + name + " in its locale; C.UTF-8 has all names";
      throw new SppdetException(Kind.USAGE, "LC_ALL", reason, e);
    }
  }

  /** Whether it lies elsewhere: a URI, or a path where the cluster's own file system is another. */
  private boolean isRemote(String name) {
    return SCHEME.matcher(name).matches()
        || !FileSystem.getDefaultUri(conf).getScheme().equals("file");
  }

  private static String withoutFileScheme(String name) {
    return LOCAL_URI.matcher(name).lookingAt() ? LOCAL_URI.matcher(name).replaceFirst("") : name;
  }

  private FileSystem fileSystem(String name) throws IOException {
    return new Path(name).getFileSystem(conf);
  }

  private String qualified(String name) throws IOException {
    return fileSystem(name).makeQualified(new Path(name)).toString();
  }

  private static Row failed(String name, Exception cause) {
    String reason =
        cause instanceof FileNotFoundException || cause instanceof java.nio.file.NoSuchFileException
            ? "no such file"
            : "can't be read: " + cause.getMessage();
    return new Row(name, null, Kind.IMAGE_MISSING, reason.lines().findFirst().orElse(""));
  }
}
