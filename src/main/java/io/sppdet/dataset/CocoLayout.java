package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a COCO data set keeps its JSON files: {@code annotations/instances_SPLIT.json}, {@code
 * SPLIT.json}, Roboflow's {@code SPLIT/_annotations.coco.json} or FiftyOne's {@code labels.json}.
 *
 * @param files by split, sorted
 * @param warnings of files that are left out
 */
record CocoLayout(Map<String, Path> files, List<DatasetWarning> warnings) {
  static final String ANNOTATIONS = "annotations";
  private static final String INSTANCES = "instances_";
  private static final String ROBOFLOW = "_annotations.coco.json";
  private static final String FIFTYONE = "labels.json";
  private static final String JSON = ".json";

  /** What a folder holds; nothing where it is none. */
  static CocoLayout of(Path folder) {
    List<Path> json = Files.isDirectory(folder) ? json(folder) : List.of();
    boolean val = json.stream().anyMatch(file -> nameOf(folder, file).equals("val"));
    Map<String, Path> files = new TreeMap<>();
    List<DatasetWarning> warnings = new ArrayList<>();
    for (Path file : json) {
      String name = nameOf(folder, file);
      String split = file.endsWith(ROBOFLOW) ? DatasetFiles.splitName(name, val) : name;
      Path used = files.putIfAbsent(split, file);
      if (used != null) {
        String cause = "is of the split %s, as %s is too; left it out";
        warnings.add(
            new DatasetWarning(Kind.ANNOTATION_UNUSABLE, file, cause.formatted(split, used)));
      }
    }
    return new CocoLayout(files, warnings);
  }

  /** Whether what a path holds is COCO's beyond doubt. */
  static boolean isAt(Path path) {
    return isJson(path)
        || of(path).files().values().stream()
            .anyMatch(file -> file.endsWith(ROBOFLOW) || file.getParent().endsWith(ANNOTATIONS));
  }

  private static List<Path> json(Path folder) {
    List<Path> json = jsonIn(NameIndex.folder(folder, ANNOTATIONS));
    List<Path> instances =
        json.stream().filter(f -> f.getFileName().toString().startsWith(INSTANCES)).toList();
    if (!instances.isEmpty()) {
      return instances; // COCO's own folder also holds captions and key points of the same images
    }
    if (!json.isEmpty()) {
      return json;
    }
    List<Path> beside = new ArrayList<>(jsonIn(folder));
    for (Path below : DatasetFiles.listing(folder)) {
      if (Files.isRegularFile(below.resolve(ROBOFLOW))) {
        beside.add(below.resolve(ROBOFLOW));
      }
    }
    return beside;
  }

  private static List<Path> jsonIn(Path folder) {
    return Files.isDirectory(folder)
        ? DatasetFiles.listing(folder).stream().filter(CocoLayout::isJson).toList()
        : List.of();
  }

  private static boolean isJson(Path file) {
    return file.getFileName() != null
        && DatasetFiles.hasExtension(file, JSON)
        && Files.isRegularFile(file);
  }

  /** What the split of a file is called there. */
  private static String nameOf(Path folder, Path file) {
    String name = file.getFileName().toString();
    if (name.equals(ROBOFLOW)) {
      Path above = file.getParent();
      return above.equals(folder) ? Dataset.ALL : above.getFileName().toString();
    }
    if (name.equals(FIFTYONE)) {
      return Dataset.ALL;
    }
    String stem = name.substring(0, name.length() - JSON.length());
    return stem.startsWith(INSTANCES) ? stem.substring(INSTANCES.length()) : stem;
  }
}
