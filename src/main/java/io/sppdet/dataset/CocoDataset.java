package io.sppdet.dataset;

import io.sppdet.dataset.CocoFile.CocoImage;
import io.sppdet.dataset.CocoFile.CocoObject;
import io.sppdet.dataset.DatasetWarning.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A COCO data set: a JSON file a split, as {@code annotations/instances_SPLIT.json}, {@code
 * SPLIT.json} or {@code SPLIT/_annotations.coco.json}; or one such file alone. Images are looked
 * for by their {@code file_name} in {@code images/SPLIT}, {@code SPLIT}, {@code images}, {@code
 * data}, the folder itself and beside the JSON file. Crowds count as difficult objects.
 */
public final class CocoDataset implements Dataset {
  private final Path folder;
  private final ImageIds ids;
  private final Map<String, Path> files;
  private final NameIndex names = new NameIndex();
  private final Map<String, String> categories = new LinkedHashMap<>();

  /** The same of each file, as split by split they begin anew. */
  private final Map<Path, Map<String, String>> categoriesOfFiles = new LinkedHashMap<>();

  /** By file, the id of the image that each of its numbers means. */
  private final Map<Path, Map<String, String>> imagesOfFiles = new LinkedHashMap<>();

  private final Set<String> onlyAbove = new LinkedHashSet<>();
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  private CocoDataset(Path folder, Map<String, Path> files) {
    this.folder = folder;
    this.ids = new ImageIds(folder);
    this.files = files;
  }

  /** Opens a folder or one JSON file, which is then the split {@link #ALL}. */
  public static CocoDataset open(Path path) {
    if (Files.isRegularFile(path)) {
      Path beside = path.toAbsolutePath().getParent();
      boolean inAnnotations = beside.endsWith(CocoLayout.ANNOTATIONS) && beside.getParent() != null;
      return new CocoDataset(inAnnotations ? beside.getParent() : beside, Map.of(ALL, path));
    }
    if (!Files.isDirectory(path)) {
      throw DatasetFiles.error(path, "data set folder does not exist");
    }
    CocoLayout layout = CocoLayout.of(path);
    if (layout.files().isEmpty()) {
      throw DatasetFiles.error(path, "holds no COCO file: no annotations/*.json or other .json");
    }
    CocoDataset dataset = new CocoDataset(path, layout.files());
    dataset.warnings.addAll(layout.warnings());
    return dataset;
  }

  static boolean isAt(Path path) {
    return CocoLayout.isAt(path);
  }

  /** Whether there is a JSON file that could be one of COCO's. */
  static boolean mayBeAt(Path path) {
    return !CocoLayout.of(path).files().isEmpty();
  }

  @Override
  public DatasetFormat format() {
    return DatasetFormat.COCO;
  }

  @Override
  public List<String> splits() {
    return List.copyOf(files.keySet());
  }

  @Override
  public List<LabelledImage> split(String name) {
    Path file = files.get(name);
    if (file == null) {
      throw DatasetFiles.error(
          folder, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    CocoFile coco = CocoFile.read(file);
    addCategories(file, coco);
    List<Path> places = places(name, file);
    Map<Path, LabelledImage> split = new LinkedHashMap<>();
    Map<String, Set<String>> names = namesById(coco.images());
    Set<String> seen = new HashSet<>();
    for (CocoImage image : coco.images()) {
      if (names.get(image.id()).size() > 1) { // whose objects are theirs?
        String cause = "gives the image id %s to %s, and to another; skipped both";
        warn(Kind.LISTED_TWICE, file, cause.formatted(image.id(), image.fileName()));
        continue;
      } else if (!seen.add(image.id())) {
        warn(Kind.LISTED_TWICE, file, "gives the image id " + image.id() + " twice; used it once");
        continue;
      }
      Optional<Path> found = find(places, file, image.fileName());
      if (found.isEmpty()) {
        continue;
      }
      if (split.containsKey(found.get())) {
        warn(Kind.LISTED_TWICE, file, "lists " + image.fileName() + " twice; used it once");
        continue;
      }
      LabelledImage labelled = labelled(file, found.get(), image, coco);
      split.put(found.get(), labelled);
      imagesOfFiles
          .computeIfAbsent(file, each -> new LinkedHashMap<>())
          .putIfAbsent(image.id(), labelled.id());
    }
    coco.objects().keySet().stream()
        .filter(id -> !names.containsKey(id))
        .sorted()
        .forEach(
            id ->
                warn(
                    Kind.OBJECT_UNUSABLE,
                    file,
                    "has objects of the image " + id + ", which it does not list; skipped them"));
    return List.copyOf(split.values());
  }

  /** What the images of an id are called. */
  private static Map<String, Set<String>> namesById(List<CocoImage> images) {
    Map<String, Set<String>> names = new HashMap<>();
    images.forEach(
        image -> names.computeIfAbsent(image.id(), id -> new HashSet<>()).add(image.fileName()));
    return names;
  }

  private LabelledImage labelled(Path file, Path image, CocoImage entry, CocoFile coco) {
    ObjectCollector objects =
        new ObjectCollector(
            file, entry.fileName() + ": ", 0, ObjectCollector.sizeOf(image), warnings::add);
    objects.compareSize(entry.width(), entry.height());
    for (CocoObject object : coco.objects().getOrDefault(entry.id(), List.of())) {
      String label = coco.categories().getOrDefault(object.category(), "");
      if (label.isEmpty()) {
        boolean several = coco.ambiguous().contains(object.category());
        String cause =
            "is of the category %s, which has %s"
                .formatted(object.category(), several ? "several names" : "no name");
        objects.skip(Kind.UNKNOWN_CLASS, label, cause);
      } else {
        double x2 = object.x() + object.w();
        double y2 = object.y() + object.h();
        objects.add(
            label,
            new ObjectCollector.Corners(object.x(), object.y(), x2, y2, object.box()),
            object.crowd());
      }
    }
    return new LabelledImage(ids.of(image), image, objects.objects());
  }

  private List<Path> places(String split, Path file) {
    Path images = NameIndex.folder(folder, "images");
    return List.of(
        NameIndex.folder(images, split),
        NameIndex.folder(folder, split),
        images,
        NameIndex.folder(folder, "data"), // of FiftyOne, beside labels.json
        folder,
        file.toAbsolutePath().getParent());
  }

  /** The image of that name in the first place that has it; a warning if there is none. */
  private Optional<Path> find(List<Path> places, Path file, String name) {
    if (name.isEmpty()) {
      warn(Kind.IMAGE_MISSING, file, "has an image without file_name; skipped it");
      return Optional.empty();
    }
    if (DatasetFiles.inside(folder, name).isEmpty()) {
      warn(
          Kind.IMAGE_MISSING,
          file,
          "names an image outside the data set: " + name + "; skipped it");
      return Optional.empty();
    }
    List<Path> paths =
        places.stream().flatMap(place -> DatasetFiles.inside(place, name).stream()).toList();
    Optional<Path> found =
        Stream.concat(paths.stream(), paths.stream().map(names::find))
            .filter(Files::isRegularFile)
            .findFirst();
    if (found.isEmpty()) {
      warn(Kind.IMAGE_MISSING, folder.resolve(name), "image is missing; skipped it");
    }
    return found;
  }

  private void addCategories(Path file, CocoFile coco) {
    categoriesOfFiles.put(file, coco.categories());
    coco.categories().forEach((id, name) -> categories.putIfAbsent(id, name));
    onlyAbove.addAll(coco.superCategories());
  }

  /**
   * The categories by ascending id, less those that only stand above others: exports of Roboflow
   * begin with one that no object has.
   */
  @Override
  public List<String> classNames(List<LabelledImage> images) {
    Set<String> used =
        images.stream()
            .flatMap(image -> image.objects().stream())
            .map(LabelledObject::label)
            .collect(Collectors.toSet());
    Stream<Map.Entry<String, String>> byId =
        categories.entrySet().stream().sorted((a, b) -> compareIds(a.getKey(), b.getKey()));
    return byId.map(Map.Entry::getValue)
        .filter(name -> !name.isEmpty() && (used.contains(name) || !onlyAbove.contains(name)))
        .distinct()
        .toList();
  }

  /**
   * The ids of the JSON files that list these images. One that is no number can't stand in results,
   * and one that means one thing in a file and another in the next means nothing.
   */
  @Override
  public CocoIds cocoIds(List<LabelledImage> split, List<String> classes) {
    Set<String> wanted = split.stream().map(LabelledImage::id).collect(Collectors.toSet());
    List<Map<String, String>> images = new ArrayList<>();
    List<Map<String, String>> labels = new ArrayList<>();
    imagesOfFiles.forEach(
        (file, numbers) -> {
          if (numbers.values().stream().anyMatch(wanted::contains)) {
            images.add(numbers);
            labels.add(categoriesOfFiles.get(file));
          }
        });
    return new CocoIds(byNumber(images), byNumber(labels));
  }

  private static Map<Long, String> byNumber(List<Map<String, String>> files) {
    Map<Long, String> byNumber = new TreeMap<>();
    Set<Long> several = new HashSet<>();
    for (Map<String, String> file : files) {
      file.forEach(
          (id, name) -> {
            if (id.matches("\\d{1,18}")) {
              String other = byNumber.putIfAbsent(Long.valueOf(id), name);
              if (other != null && !other.equals(name)) {
                several.add(Long.valueOf(id));
              }
            }
          });
    }
    byNumber.keySet().removeAll(several);
    return byNumber;
  }

  /** Numbers by their value, all others after them as text. */
  private static int compareIds(String a, String b) {
    boolean numbers = a.matches("\\d{1,18}") && b.matches("\\d{1,18}");
    return numbers ? Long.compare(Long.parseLong(a), Long.parseLong(b)) : a.compareTo(b);
  }

  @Override
  public boolean reads(Path file) {
    return files.values().stream().anyMatch(each -> DatasetFiles.isSame(each, file));
  }

  @Override
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }

  private void warn(Kind kind, Path file, String cause) {
    warnings.add(new DatasetWarning(kind, file, cause));
  }
}
