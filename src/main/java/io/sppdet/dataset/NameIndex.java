package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import io.sppdet.image.ImageFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds files whose names are written otherwise than they are asked for: in another form of their
 * accents ({@link FileName#form}), or as Windows may write {@code a.TXT} for {@code a.txt}. Folders
 * are listed once.
 */
public final class NameIndex {
  private final Map<Path, Map<String, Path>> folders = new HashMap<>();

  NameIndex() {}

  /** A file's name without the extension of an image; another end of it belongs to the name. */
  public static String stem(String fileName) {
    return ImageFormat.isImageName(fileName) ? FileName.of(fileName).stem() : fileName;
  }

  /** What names have in common that mean one file: their form, and their end whatever its case. */
  private static String key(Path name) {
    FileName parts = FileName.of(FileName.form(name.toString()));
    return parts.stem() + parts.extension().toLowerCase(Locale.ROOT);
  }

  /** The path itself if it is there, else one whose names mean the same, else itself. */
  Path find(Path path) {
    if (Files.exists(path) || path.getFileName() == null || path.getParent() == null) {
      return path;
    }
    Path folder = find(path.getParent());
    Path exact = folder.resolve(path.getFileName());
    return Files.exists(exact)
        ? exact
        : listing(folder).getOrDefault(key(path.getFileName()), exact);
  }

  /** A folder by its name, also where letters are large that should be small, or the reverse. */
  static Path folder(Path above, String name) {
    Path exact = above.resolve(name);
    if (Files.isDirectory(exact) || !Files.isDirectory(above)) {
      return exact;
    }
    List<Path> others =
        DatasetFiles.listing(above).stream()
            .filter(each -> each.getFileName().toString().equalsIgnoreCase(name))
            .filter(Files::isDirectory)
            .toList();
    return others.size() == 1 ? others.get(0) : exact;
  }

  private Map<String, Path> listing(Path folder) {
    return folders.computeIfAbsent(
        folder,
        f -> {
          Map<String, Path> byKey = new HashMap<>();
          if (Files.isDirectory(f)) {
            try {
              DatasetFiles.all(f).forEach(file -> byKey.putIfAbsent(key(file.getFileName()), file));
            } catch (SppdetException e) {
              return byKey; // then whoever opens the file says what is wrong
            }
          }
          return byKey;
        });
  }
}
