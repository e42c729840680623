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
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A YOLO data set: a text file of labels for each image, which {@link YoloLabels} finds and reads.
 * An image without that file shows background only. Classes and splits stand in {@code data.yaml},
 * or in darknet's {@code obj.data}, which CVAT writes; or classes in {@code classes.txt}, a line
 * each, and splits are the folders in {@code images}, or those of the images with the labels beside
 * them, where labelImg writes them.
 *
 * <p>A name may lead out of the data set's folder only where {@code data.yaml}, or a list it names,
 * gives an absolute path.
 */
public final class YoloDataset implements Dataset {
  private final Path folder;
  private final ImageIds ids;
  private final YoloDescription description;
  private final NameIndex index = new NameIndex();
  private final Map<String, List<Path>> splits;
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();
  private final YoloLabels labels;

  private YoloDataset(Path folder, YoloDescription description) {
    this.folder = folder;
    this.ids = new ImageIds(folder);
    this.description = description;
    this.splits = sources(description.splits());
    this.labels =
        new YoloLabels(description.names(), description.keyPoints(), index, warnings::add);
  }

  /** Opens a folder, or the YAML file or darknet's data file that describes it. */
  public static YoloDataset open(Path path) {
    if (!Files.exists(path)) {
      throw DatasetFiles.error(path, "data set folder does not exist");
    }
    Optional<Path> yaml = yaml(path);
    if (yaml.isPresent()) {
      return described(yaml.get());
    }
    Optional<Path> darknet = YoloDescription.darknetFile(path);
    if (darknet.isPresent()) {
      Path beside = darknet.get().toAbsolutePath().getParent();
      return new YoloDataset(beside, YoloDescription.ofDarknet(darknet.get()));
    }
    Path classes =
        YoloDescription.classes(path)
            .orElseThrow(
                () ->
                    DatasetFiles.error(
                        path, "holds neither data.yaml nor obj.data nor classes.txt"));
    return new YoloDataset(path, YoloDescription.ofFolders(path, classes));
  }

  static boolean isAt(Path path) {
    return yaml(path).isPresent()
        || YoloDescription.darknetFile(path).isPresent()
        || (YoloDescription.classes(path).isPresent() && YoloDescription.hasImages(path));
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
    return file.getFileName().toString().matches("(?i).+\\.ya?ml") && Files.isRegularFile(file);
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
    return new YoloDataset(
        folder, new YoloDescription(yaml.names(), yaml.splits(), yaml.keyPoints(), false));
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
      for (Path image : imagesOf(source, file -> warnings.add(DatasetWarning.ofHidden(file)))) {
        if (split.containsKey(image)) {
          warn(Kind.LISTED_TWICE, source, "lists " + image + " twice; used it once");
        } else {
          List<LabelledObject> objects = labels.of(image);
          split.put(image, new LabelledImage(ids.of(image), image, objects));
        }
      }
    }
    labels.tellUnused(sources, split.keySet());
    return List.copyOf(split.values());
  }

  private List<Path> imagesOf(Path source, Consumer<Path> hidden) {
    return Files.isDirectory(source) ? DatasetFiles.imagesBelow(source, hidden) : listed(source);
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
    return absolute(entry).or(() -> inside(folder, entry.replaceFirst("^(\\.\\./)+", "")));
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

  /**
   * What a name means below a place. Darknet's names begin where it is started, {@code
   * data/train.txt}: of these the longest end that is there.
   */
  private Optional<Path> inside(Path place, String name) {
    Optional<Path> whole = DatasetFiles.inside(place, name).map(index::find);
    if (!description.darknet() || whole.isEmpty() || Files.exists(whole.get())) {
      return whole;
    }
    Path parts = place.relativize(whole.get());
    return IntStream.range(1, parts.getNameCount())
        .mapToObj(i -> place.resolve(parts.subpath(i, parts.getNameCount())))
        .map(index::find)
        .filter(Files::exists)
        .findFirst()
        .or(() -> whole);
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
    return description.names().values().stream().distinct().toList();
  }

  @Override
  public boolean reads(Path file) {
    boolean described = isYaml(file) || YoloDescription.mayBe(file);
    List<Path> sources = splits.values().stream().flatMap(List::stream).toList();
    return (described && DatasetFiles.isBelow(folder, file))
        || sources.stream().anyMatch(list -> DatasetFiles.isSame(list, file))
        || sources.stream()
            .flatMap(source -> imagesOf(source, hidden -> {}).stream())
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
