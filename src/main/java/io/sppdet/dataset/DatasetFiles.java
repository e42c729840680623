package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.BoundedText;
import io.sppdet.files.FileName;
import io.sppdet.image.AppleDouble;
import io.sppdet.image.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists, folders and file names as untrusted data sets have them. */
final class DatasetFiles {
  /** A list of ten million names; what is larger is not a list or label file. */
  private static final int MAX_TEXT_BYTES = 1 << 28;

  private static final int MAX_DEPTH = 32;

  private static final Pattern HALF = Pattern.compile("[\\x{D800}-\\x{DFFF}]");

  /** Far more than a data set has; a name in one may lead to a whole disk. */
  private static final int MAX_FILES = 10_000_000;

  private DatasetFiles() {}

  /** The text of a file in UTF-8; bytes that are none become replacement characters. */
  static String text(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("not a file"); // a pipe would block for ever
    }
    return BoundedText.read(file, MAX_TEXT_BYTES);
  }

  /** The same text without halves of characters, which escapes can give. */
  static String whole(String text) {
    return HALF.matcher(text).replaceAll("\uFFFD");
  }

  /** The lines of a list without blanks at their ends, empty ones left out. */
  static List<String> list(Path file) {
    return lines(file).stream().filter(line -> !line.isEmpty()).toList();
  }

  /** The same with the empty ones. */
  static List<String> lines(Path file) {
    try {
      return text(file).lines().map(String::strip).toList();
    } catch (IOException e) {
      throw error(file, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The name of a class, as a text has it.
   *
   * @throws SppdetException DATASET where its bytes were none: two names could become one
   */
  static String className(Path file, String name) {
    if (name.indexOf('\uFFFD') >= 0) {
      String reason = "calls a class %s, with bytes that are no UTF-8; save it in UTF-8";
      throw error(file, reason.formatted(name.strip()));
    }
    return className(name);
  }

  /** The name of a class in the one form in which names are compared. */
  static String className(String name) {
    return FileName.ofClass(whole(name));
  }

  /** What a folder shows, sorted: neither what is hidden nor what a Mac leaves beside its files. */
  static List<Path> listing(Path folder) {
    return all(folder).stream().filter(file -> !isHidden(file)).toList();
  }

  /** The same with what is hidden, which may be asked for by its name. */
  static List<Path> all(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !AppleDouble.isAt(file)).sorted(FileName.ORDER).toList();
    } catch (IOException | UncheckedIOException e) {
      throw error(folder, "can't be listed (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The image files in a folder and below it, by their extension, sorted.
   *
   * @param hidden hears of those that are hidden, and so left out
   */
  static List<Path> imagesBelow(Path folder, Consumer<Path> hidden) {
    return filesBelow(folder, hidden).stream().filter(DatasetFiles::hasImageName).toList();
  }

  /** The image files in a folder itself, by their extension, sorted. */
  static List<Path> imagesIn(Path folder) {
    return filesIn(folder, DatasetFiles::nobodyAsks).stream()
        .filter(DatasetFiles::hasImageName)
        .toList();
  }

  /**
   * The files that a folder itself shows, sorted.
   *
   * @param hidden hears of hidden images
   */
  static List<Path> filesIn(Path folder, Consumer<Path> hidden) {
    List<Path> files = new ArrayList<>();
    for (Path file : all(folder)) {
      if (isFile(file)) {
        addShown(file, hidden, files);
      }
    }
    return files;
  }

  /** Also a link that leads nowhere: whoever opens it tells. */
  private static boolean isFile(Path path) {
    return Files.isRegularFile(path) || (Files.isSymbolicLink(path) && !Files.exists(path));
  }

  private static void addShown(Path file, Consumer<Path> hidden, List<Path> files) {
    if (!isHidden(file)) {
      files.add(file);
    } else if (hasImageName(file)) {
      hidden.accept(file);
    }
  }

  /** Which images are hidden. */
  private static void nobodyAsks(Path hidden) {}

  private static boolean isHidden(Path file) {
    return FileName.isHidden(file.getFileName().toString());
  }

  /** Whether a file with this ending has the name of an image beside it. */
  static boolean hasLabels(Path folder, String ending) {
    return imagesIn(folder).stream()
        .map(image -> withoutExtension(image).getFileName() + ending)
        .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  /** The folders of a data set that are named for splits, by {@link #splitName}. */
  static Map<String, Path> splitFolders(Path folder) {
    Map<String, Path> splits = new LinkedHashMap<>();
    boolean val = Files.isDirectory(folder.resolve("val"));
    for (String name : List.of("train", "val", "valid", "test")) {
      if (Files.isDirectory(folder.resolve(name))) {
        splits.put(splitName(name, val), folder.resolve(name));
      }
    }
    return splits;
  }

  /** What a split is called: {@code valid} is val, unless there is one of that name too. */
  static String splitName(String name, boolean hasVal) {
    return name.equals("valid") && !hasVal ? "val" : name;
  }

  static boolean hasImageName(Path file) {
    return ImageFormat.isImageName(file.getFileName().toString());
  }

  /** The files in a folder and below it, as the other method lists them. */
  static List<Path> filesBelow(Path folder) {
    return filesBelow(folder, DatasetFiles::nobodyAsks);
  }

  /**
   * The files in a folder and below it, sorted, as {@code detect} finds them: nothing hidden, and
   * nothing in a hidden folder. Links are followed, after all that is no link, but no folder is
   * entered twice: links can neither make the walk endless nor multiply it.
   *
   * @param hidden hears of hidden images
   * @throws SppdetException DATASET when the folder, or one on the way, can't be listed or is a
   *     whole disk
   */
  static List<Path> filesBelow(Path folder, Consumer<Path> hidden) {
    List<Path> files = new ArrayList<>();
    Deque<Path> links = new ArrayDeque<>(List.of(folder));
    Set<Path> entered = new HashSet<>();
    while (!links.isEmpty()) {
      walk(links.remove(), MAX_DEPTH, entered, links, hidden, files);
    }
    files.sort(FileName.ORDER);
    return files;
  }

  private static void walk(
      Path folder,
      int depth,
      Set<Path> entered,
      Deque<Path> links,
      Consumer<Path> hidden,
      List<Path> files) {
    try {
      Path real = folder.toRealPath();
      if (real.getParent() == null) {
        throw error(folder, "is a whole disk, not a folder of a data set");
      }
      if (!entered.add(real)) {
        return;
      }
    } catch (IOException e) {
      throw error(folder, "can't be listed (" + e.getMessage() + ")", e);
    }
    for (Path child : all(folder)) {
      if (isFile(child)) {
        addShown(child, hidden, files);
        if (files.size() > MAX_FILES) {
          throw error(folder, "holds, with others, more files than any data set: " + MAX_FILES);
        }
      } else if (Files.isDirectory(child) && depth > 1 && !isHidden(child)) {
        if (Files.isSymbolicLink(child)) {
          links.add(child);
        } else {
          walk(child, depth - 1, entered, links, hidden, files);
        }
      }
    }
  }

  /**
   * The path that a name in a data set means, below a folder; links on the way are followed.
   *
   * @return empty when the name is no path, is absolute or leads out of the folder
   */
  static Optional<Path> inside(Path folder, String name) {
    try {
      Path relative = Path.of(name.replace('\\', '/')).normalize();
      boolean leaves = relative.isAbsolute() || relative.startsWith("..");
      return leaves ? Optional.empty() : Optional.of(folder.resolve(relative));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The name of an image within a data set: its path below the folder, without extension. */
  static String id(Path folder, Path image) {
    Path from = folder.toAbsolutePath().normalize();
    Path to = image.toAbsolutePath().normalize();
    return withoutExtension(to.startsWith(from) ? from.relativize(to) : to.getFileName())
        .toString()
        .replace('\\', '/');
  }

  /** Whether a name ends so, in letters of whatever case. */
  static boolean hasExtension(Path file, String extension) {
    return FileName.of(file.getFileName().toString()).extension().equalsIgnoreCase(extension);
  }

  /** The same path without what follows the last point of the file's name. */
  static Path withoutExtension(Path file) {
    return file.resolveSibling(FileName.of(file.getFileName().toString()).stem());
  }

  /** Whether two paths lead to one file, over links of either kind. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // one of them is not there
    }
  }

  /** Whether a file lies below a folder, whatever links lead there. */
  static boolean isBelow(Path folder, Path file) {
    try {
      return file.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false; // one of them is not there
    }
  }

  static SppdetException error(Path file, String reason) {
    return error(file, reason, null);
  }

  static SppdetException error(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.DATASET, file, reason, cause);
  }
}
