package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A YOLO data set: a text file of labels for each image, which {@link YoloLabels} finds and reads.
 * An image without that file shows background only. Classes and splits stand in {@code data.yaml};
 * or classes in {@code classes.txt}, a line each, and splits are the folders in {@code images}.
 *
 * <p>A name may lead out of the data set's folder only where {@code data.yaml}, or a list it names,
 * gives an absolute path.
 */
public final class YoloDataset implements Dataset {
  private static final String CLASSES = YoloLabels.CLASSES;
  private final Path folder;
  private final Map<Integer, String> names;
  private final NameIndex index = new NameIndex();
  private final Map<String, List<Path>> splits;
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();
  private final YoloLabels labels;

  private YoloDataset(
      Path folder, Map<Integer, String> names, Map<String, List<String>> entries, boolean points) {
    this.folder = folder;
    this.names = names;
    this.splits = sources(entries);
    this.labels = new YoloLabels(names, points, index, warnings::add);
  }

  /** Opens a folder, or the YAML file that describes it. */
  public static YoloDataset open(Path path) {
    if (!Files.exists(path)) {
      throw DatasetFiles.error(path, "data set folder does not exist");
    }
    Optional<Path> yaml = yaml(path);
    if (yaml.isPresent()) {
      return described(yaml.get());
    }
    Path classes = classes(path).orElse(path.resolve(CLASSES));
    if (!Files.isRegularFile(classes)) {
      throw DatasetFiles.error(path, "holds neither data.yaml nor classes.txt");
    }
    Map<Integer, String> names = new TreeMap<>();
    for (String name : DatasetFiles.list(classes)) {
      names.put(names.size(), name);
    }
    return new YoloDataset(path, names, foldersOfImages(path), false);
  }

  static boolean isAt(Path path) {
    return yaml(path).isPresent()
        || (classes(path).isPresent() && Files.isDirectory(YoloLabels.images(path)));
  }

  private static Optional<Path> classes(Path folder) {
    return Stream.of(folder, YoloLabels.labels(folder))
        .map(place -> place.resolve(CLASSES))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The path itself, or data.yaml in it, or the only YAML file in it. */
  private static Optional<Path> yaml(Path path) {
    if (Files.isRegularFile(path)) {
      return Optional.of(path).filter(YoloDataset::isYaml);
    }
    if (Files.isRegularFile(path.resolve("data.yaml"))) {
      return Optional.of(path.resolve("data.yaml"));
    }
    List<Path> all =
        Files.isDirectory(path)
            ? DatasetFiles.listing(path).stream().filter(YoloDataset::isYaml).toList()
            : List.of();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  private static boolean isYaml(Path file) {
    return file.getFileName().toString().matches(".+\\.ya?ml") && Files.isRegularFile(file);
  }

  /**
   * A {@code path} that is not there, since the data set was moved, gives way to the file's own
   * folder.
   */
  private static YoloDataset described(Path file) {
    DataYaml yaml = DataYaml.read(file);
    if (yaml.splits().isEmpty()) {
      throw DatasetFiles.error(file, "names no images: it has none of train, val and test");
    }
    Path beside = file.toAbsolutePath().getParent();
    Path folder =
        absolute(yaml.path())
            .or(() -> DatasetFiles.inside(beside, yaml.path()))
            .filter(Files::isDirectory)
            .orElse(beside);
    return new YoloDataset(folder, yaml.names(), yaml.splits(), yaml.keyPoints());
  }

  private static Map<String, List<String>> foldersOfImages(Path folder) {
    Map<String, List<String>> splits = new LinkedHashMap<>();
    Path images = YoloLabels.images(folder);
    String name = images.getFileName().toString();
    if (Files.isDirectory(images)) {
      DatasetFiles.listing(images).stream()
          .filter(Files::isDirectory)
          .map(below -> below.getFileName().toString())
          .forEach(split -> splits.put(split, List.of(name + "/" + split)));
    }
    return splits.isEmpty() ? Map.of(ALL, List.of(name)) : splits;
  }

  @Override
  public DatasetFormat format() {
    return DatasetFormat.YOLO;
  }

  @Override
  public List<String> splits() {
    return List.copyOf(splits.keySet());
  }

  @Override
  public List<LabelledImage> split(String name) {
    List<Path> sources = splits.get(name);
    if (sources == null) {
      throw DatasetFiles.error(
          folder, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    Map<Path, LabelledImage> split = new LinkedHashMap<>();
    for (Path source : sources) {
      for (Path image : imagesOf(source)) {
        if (split.containsKey(image)) {
          warn(Kind.LISTED_TWICE, source, "lists " + image + " twice; used it once");
        } else {
          List<LabelledObject> objects = labels.of(image);
          split.put(image, new LabelledImage(DatasetFiles.id(folder, image), image, objects));
        }
      }
    }
    labels.tellUnused(sources, split.keySet());
    return List.copyOf(split.values());
  }

  private List<Path> imagesOf(Path source) {
    return Files.isDirectory(source) ? DatasetFiles.imagesBelow(source) : listed(source);
  }

  /** Exports often name splits that they don't hold; only if there is no other this is an error. */
  private Map<String, List<Path>> sources(Map<String, List<String>> entries) {
    Map<String, List<Path>> sources = new LinkedHashMap<>();
    entries.forEach(
        (split, names) -> {
          for (String name : names) {
            Optional<Path> source = source(name).map(index::find).filter(Files::exists);
            if (source.isPresent()) {
              sources.computeIfAbsent(split, key -> new ArrayList<>()).add(source.get());
            } else {
              String cause = "holds no \"%s\", which the split %s names; left it out";
              warn(Kind.IMAGE_MISSING, folder, cause.formatted(name, split));
            }
          }
        });
    if (sources.isEmpty()) {
      throw DatasetFiles.error(
          folder, "holds none of the folders and lists its splits name: " + entries.values());
    }
    return sources;
  }

  /**
   * The folder or list that an entry of a split means; empty if it leads out of the data set by
   * dots. Exports of Roboflow say {@code ../train/images} for {@code train/images}.
   */
  private Optional<Path> source(String entry) {
    return absolute(entry)
        .or(() -> DatasetFiles.inside(folder, entry.replaceFirst("^(\\.\\./)+", "")));
  }

  /** The images that a list names, relative to itself or to the data set. */
  private List<Path> listed(Path list) {
    List<Path> images = new ArrayList<>();
    for (String line : DatasetFiles.list(list)) {
      Path beside = list.toAbsolutePath().getParent();
      Optional<Path> image =
          absolute(line)
              .map(index::find)
              .or(() -> inside(beside, line).filter(Files::isRegularFile))
              .or(() -> inside(folder, line))
              .filter(Files::isRegularFile);
      image.ifPresentOrElse(
          images::add,
          () ->
              warn(
                  Kind.IMAGE_MISSING,
                  list,
                  "lists " + line + ", which is missing or outside the data set; skipped it"));
    }
    return images;
  }

  private Optional<Path> inside(Path place, String name) {
    return DatasetFiles.inside(place, name).map(index::find);
  }

  private static Optional<Path> absolute(String name) {
    try {
      return Optional.of(Path.of(name)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** All names, in the order of their numbers. */
  @Override
  public List<String> classNames(List<LabelledImage> images) {
    return names.values().stream().distinct().toList();
  }

  @Override
  public boolean reads(Path file) {
    boolean described = isYaml(file) || file.endsWith(CLASSES);
    List<Path> sources = splits.values().stream().flatMap(List::stream).toList();
    return (described && DatasetFiles.isBelow(folder, file))
        || sources.stream().anyMatch(list -> DatasetFiles.isSame(list, file))
        || sources.stream()
            .flatMap(source -> imagesOf(source).stream())
            .anyMatch(image -> labels.mayBeOf(image, file));
  }

  @Override
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }

  private void warn(Kind kind, Path file, String cause) {
    warnings.add(new DatasetWarning(kind, file, cause));
  }
}
