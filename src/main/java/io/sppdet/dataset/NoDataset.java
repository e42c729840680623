package io.sppdet.dataset;

import io.sppdet.error.Count;
import io.sppdet.files.FileName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a folder is no data set: what would be one, what is there, and what it lacks. */
final class NoDataset {
  private static final String LAYOUTS =
      "no data set: neither Annotations and JPEGImages, or a .xml beside each photo (VOC), nor"
          + " annotations/*.json or SPLIT.json (COCO), nor data.yaml, or obj.data, or classes.txt"
          + " with images and labels or with a .txt beside each photo (YOLO), nor a folder of"
          + " images a class";

  private static final int KINDS_TOLD = 4;
  private static final int DEPTH = 3;
  private static final int FILES_LOOKED_AT = 20_000;

  private static final String PHOTOS = "photos";

  private NoDataset() {}

  /** In a line. */
  static String reason(Path path) {
    if (!Files.isDirectory(path)) {
      return LAYOUTS + "; it is a file";
    }
    Map<String, Integer> kinds = kinds(path);
    return LAYOUTS + "; found " + counted(kinds) + advice(kinds);
  }

  /** How many files there are of each kind, by their ending; all images are one kind. */
  private static Map<String, Integer> kinds(Path folder) {
    Map<String, Integer> kinds = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      files
          .limit(FILES_LOOKED_AT)
          .filter(Files::isRegularFile)
          .filter(file -> !FileName.isHidden(file.getFileName().toString()))
          .map(NoDataset::kind)
          .filter(kind -> !kind.isEmpty())
          .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
    } catch (IOException | UncheckedIOException e) {
      return kinds; // what could be seen
    }
    return kinds;
  }

  private static String kind(Path file) {
    String extension = FileName.of(file.getFileName().toString()).extension();
    boolean photo = !extension.isEmpty() && DatasetFiles.hasImageName(file);
    return photo ? PHOTOS : extension.toLowerCase(Locale.ROOT);
  }

  private static String counted(Map<String, Integer> kinds) {
    if (kinds.isEmpty()) {
      return "no files";
    }
    List<Map.Entry<String, Integer>> commonest = new ArrayList<>(kinds.entrySet());
    commonest.sort(
        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    return commonest.stream()
        .limit(KINDS_TOLD)
        .map(
            kind ->
                kind.getKey().equals(PHOTOS)
                    ? Count.of(kind.getValue(), "photo")
                    : kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  /** What to do about it. */
  private static String advice(Map<String, Integer> kinds) {
    if (!kinds.containsKey(PHOTOS)) {
      return kinds.isEmpty() ? "" : "; the photos must be there, too";
    } else if (kinds.containsKey(".xml")) {
      return "; give each .xml the name of its photo, and put it beside it";
    } else if (kinds.containsKey(".txt")) {
      return "; give each .txt the name of its photo, put it beside it, and the names of the"
          + " classes, a line each, into classes.txt";
    } else if (kinds.containsKey(".json")) {
      return "; put one .json of COCO, with all labels of a split, above the photos: a .json for"
          + " each photo, as LabelMe writes, is not read";
    }
    return "; there are no labels: draw boxes with labelImg, Label Studio or CVAT, or sort the"
        + " photos into a folder a class for train-classifier";
  }
}
