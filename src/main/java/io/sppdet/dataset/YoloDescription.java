package io.sppdet.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a YOLO data set says of itself, or its folders say.
 *
 * @param names of the classes by number
 * @param splits folders or lists of each, as written
 * @param keyPoints whether key points follow the box of an object
 * @param darknet whether names begin where darknet is started
 */
record YoloDescription(
    Map<Integer, String> names,
    Map<String, List<String>> splits,
    boolean keyPoints,
    boolean darknet) {
  private static final String DARKNET = ".data";

  /** Of labelImg and Label Studio, CVAT, and Roboflow. */
  private static final List<String> CLASSES =
      List.of("classes.txt", "obj.names", "_darknet.labels");

  /** Whether a file has a name of those that describe a data set, data.yaml aside. */
  static boolean mayBe(Path file) {
    String name = file.getFileName().toString();
    return CLASSES.contains(name) || DatasetFiles.hasExtension(file, DARKNET);
  }

  /** The path itself if it is darknet's description, or the only one in it. */
  static Optional<Path> darknetFile(Path path) {
    List<Path> all =
        Files.isDirectory(path)
            ? DatasetFiles.listing(path)
            : Stream.of(path).filter(file -> file.getFileName() != null).toList();
    List<Path> described =
        all.stream()
            .filter(file -> DatasetFiles.hasExtension(file, DARKNET))
            .filter(Files::isRegularFile)
            .filter(file -> settings(file).containsKey("names"))
            .toList();
    return described.size() == 1 ? Optional.of(described.get(0)) : Optional.empty();
  }

  /** Darknet's description: a line a setting, {@code names = data/obj.names}. */
  static YoloDescription ofDarknet(Path file) {
    Map<String, String> settings = settings(file);
    Path named = Path.of(settings.get("names").replace('\\', '/')).getFileName();
    Path names = file.resolveSibling(named);
    if (!Files.isRegularFile(names)) {
      throw DatasetFiles.error(file, "names its classes in " + named + ", which is not beside it");
    }
    Map<String, List<String>> splits = new LinkedHashMap<>();
    for (String split : List.of("train", "valid", "val", "test")) {
      if (settings.containsKey(split)) {
        splits.put(
            DatasetFiles.splitName(split, settings.containsKey("val")),
            List.of(settings.get(split).replace('\\', '/')));
      }
    }
    if (splits.isEmpty()) {
      throw DatasetFiles.error(file, "names no images: it has none of train, valid and test");
    }
    return new YoloDescription(namesIn(names), splits, false, true);
  }

  private static Map<String, String> settings(Path file) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : DatasetFiles.list(file)) {
      String[] parts = line.split("\\s*=\\s*", 2);
      if (parts.length == 2 && !parts[1].isEmpty()) {
        settings.putIfAbsent(parts[0], parts[1]);
      }
    }
    return settings;
  }

  /** The file of classes in a folder, in its labels, or in that of a split. */
  static Optional<Path> classes(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> places = new ArrayList<>(List.of(folder, YoloLabels.labels(folder)));
    places.addAll(DatasetFiles.splitFolders(folder).values());
    return places.stream()
        .flatMap(place -> CLASSES.stream().map(place::resolve))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Whether there is a folder of images, or there are images with their labels beside them. */
  static boolean hasImages(Path folder) {
    return Files.isDirectory(YoloLabels.images(folder)) || !besideLabels(folder).isEmpty();
  }

  /** Splits are the folders in images, or those of images beside their labels. */
  static YoloDescription ofFolders(Path folder, Path classes) {
    Map<String, List<String>> splits = new LinkedHashMap<>();
    Path images = YoloLabels.images(folder);
    String name = images.getFileName().toString();
    if (!Files.isDirectory(images)) {
      splits.putAll(besideLabels(folder));
    } else {
      DatasetFiles.listing(images).stream()
          .filter(Files::isDirectory)
          .map(below -> below.getFileName().toString())
          .forEach(split -> splits.put(split, List.of(name + "/" + split)));
    }
    splits.putAll(splits.isEmpty() ? Map.of(Dataset.ALL, List.of(name)) : Map.of());
    return new YoloDescription(namesIn(classes), splits, false, false);
  }

  private static Map<String, List<String>> besideLabels(Path folder) {
    if (DatasetFiles.hasLabels(folder, YoloLabels.TXT)) {
      return Map.of(Dataset.ALL, List.of("."));
    }
    Map<String, List<String>> splits = new LinkedHashMap<>();
    DatasetFiles.splitFolders(folder)
        .forEach(
            (split, below) -> {
              if (DatasetFiles.hasLabels(below, YoloLabels.TXT)) {
                splits.put(split, List.of(below.getFileName().toString()));
              }
            });
    return splits;
  }

  /** Of a file with a class a line; an empty line has a number, too. */
  private static Map<Integer, String> namesIn(Path file) {
    Map<Integer, String> names = new TreeMap<>();
    List<String> lines = DatasetFiles.lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        names.put(i, DatasetFiles.className(file, lines.get(i)));
      }
    }
    return names;
  }
}
