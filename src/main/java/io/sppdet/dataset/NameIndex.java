package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import io.sppdet.image.ImageFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds files whose names are written otherwise than they are asked for: a name with accents that
 * went through a Mac comes apart into letters and marks (NFD), where most programs write one
 * character (NFC). Folders are listed once.
 */
public final class NameIndex {
  private final Map<Path, Map<String, Path>> folders = new HashMap<>();

  NameIndex() {}

  /** The one form in which names are compared. */
  public static String form(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** A file's name without the extension of an image; another end of it belongs to the name. */
  public static String stem(String fileName) {
    return ImageFormat.isImageName(fileName) ? FileName.of(fileName).stem() : fileName;
  }

  /** The path itself if it is there, else that whose names have the same form, else itself. */
  Path find(Path path) {
    if (Files.exists(path) || path.getFileName() == null || path.getParent() == null) {
      return path;
    }
    Path folder = find(path.getParent());
    return listing(folder)
        .getOrDefault(
            form(path.getFileName().toString()), folder.resolve(path.getFileName().toString()));
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
          Map<String, Path> byForm = new HashMap<>();
          if (Files.isDirectory(f)) {
            try {
              DatasetFiles.listing(f)
                  .forEach(file -> byForm.putIfAbsent(form(file.getFileName().toString()), file));
            } catch (SppdetException e) {
              return byForm; // then whoever opens the file says what is wrong
            }
          }
          return byForm;
        });
  }
}
