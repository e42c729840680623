package io.sppdet.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a VOC data set keeps its photos and their XML files: in {@code JPEGImages} (or {@code
 * images}, as Label Studio writes) and {@code Annotations}, with lists of the splits in {@code
 * ImageSets/Main}; or side by side, as labelImg does, and Roboflow in a folder for each split.
 *
 * @param places by split; one where there are lists
 * @param lists a folder of lists of ids; null where there is none
 */
record VocLayout(Path folder, Map<String, Place> places, Path lists) {
  private static final String XML = ".xml";

  /** Where one id has several files; others come after these. */
  private static final List<String> PREFERRED_EXTENSIONS = List.of("jpg", "jpeg", "png");

  /**
   * A folder of photos and that of their XML files, which may be the same.
   *
   * @param prefix of their names in the data set
   */
  record Place(Path photos, Path annotations, String prefix) {
    /**
     * Finds the photos.
     *
     * @param images gets them by their path without extension; of several with one the one of the
     *     preferred extension
     * @param others gets those that were left out for these
     * @param hidden gets hidden ones, which only a list may name
     */
    void find(Map<String, Path> images, Map<String, Path> others, Map<String, Path> hidden) {
      files(photos, file -> hidden.put(DatasetFiles.id(photos, file), file)).stream()
          .filter(DatasetFiles::hasImageName)
          .sorted(Comparator.comparingInt(VocLayout::preference)) // equals stay sorted by name
          .forEach(
              file -> {
                String id = DatasetFiles.id(photos, file);
                if (images.putIfAbsent(id, file) != null) {
                  others.put(id, file);
                }
              });
    }

    /** The paths of the XML files without extension. */
    List<String> annotatedIds() {
      return files(annotations, file -> {}).stream()
          .filter(VocLayout::isXml)
          .map(file -> DatasetFiles.id(annotations, file))
          .toList();
    }

    /** Side by side others may lie below. */
    private List<Path> files(Path folder, Consumer<Path> hidden) {
      return photos.equals(annotations)
          ? DatasetFiles.filesIn(folder, hidden)
          : DatasetFiles.filesBelow(folder, hidden);
    }
  }

  static boolean isAt(Path folder) {
    return Files.isDirectory(folder) && (hasOwnFolders(folder) || !sideBySide(folder).isEmpty());
  }

  /** The layout of a folder; SppdetException DATASET where it has none. */
  static VocLayout of(Path folder) {
    Map<String, Place> sideBySide = hasOwnFolders(folder) ? Map.of() : sideBySide(folder);
    if (!sideBySide.isEmpty()) {
      return new VocLayout(folder, sideBySide, null);
    }
    Place own = new Place(photos(folder), NameIndex.folder(folder, "Annotations"), "");
    for (Path each : List.of(own.annotations(), own.photos())) {
      if (!Files.isDirectory(each)) {
        throw DatasetFiles.error(each, "folder is missing; a VOC data set must have it");
      }
    }
    Path lists = folder.resolve("ImageSets/Main");
    return new VocLayout(folder, Map.of(Dataset.ALL, own), Files.isDirectory(lists) ? lists : null);
  }

  private static Path photos(Path folder) {
    Path images = NameIndex.folder(folder, "images");
    Path own = NameIndex.folder(folder, "JPEGImages");
    return Files.isDirectory(images) && !Files.isDirectory(own) ? images : own;
  }

  /** Beside {@code images} COCO has {@code annotations}, too. */
  private static boolean hasOwnFolders(Path folder) {
    Path annotations = NameIndex.folder(folder, "Annotations");
    Path photos = photos(folder);
    return Files.isDirectory(annotations)
        && Files.isDirectory(photos)
        && (photos.getFileName().toString().equalsIgnoreCase("JPEGImages")
            || DatasetFiles.listing(annotations).stream().anyMatch(VocLayout::isXml));
  }

  /** A folder with both, or those of the splits. */
  private static Map<String, Place> sideBySide(Path folder) {
    if (DatasetFiles.hasLabels(folder, XML)) {
      return Map.of(Dataset.ALL, new Place(folder, folder, ""));
    }
    Map<String, Place> places = new LinkedHashMap<>();
    DatasetFiles.splitFolders(folder)
        .forEach(
            (split, below) -> {
              if (DatasetFiles.hasLabels(below, XML)) {
                places.put(split, new Place(below, below, below.getFileName() + "/"));
              }
            });
    return places;
  }

  private static boolean isXml(Path file) {
    return DatasetFiles.hasExtension(file, XML);
  }

  private static int preference(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int place = PREFERRED_EXTENSIONS.indexOf(name.substring(name.lastIndexOf('.') + 1));
    return place < 0 ? PREFERRED_EXTENSIONS.size() : place;
  }

  /** Whether a file lies where XML files or lists do. */
  boolean reads(Path file) {
    return (lists != null && DatasetFiles.isBelow(lists, file))
        || places.values().stream()
            .anyMatch(
                place ->
                    DatasetFiles.isBelow(place.annotations(), file)
                        && (!place.photos().equals(place.annotations()) || isXml(file)));
  }
}
