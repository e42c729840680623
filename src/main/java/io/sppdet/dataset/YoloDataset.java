package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.image.ImageSize;
import java.io.IOException;
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
import java.util.regex.Pattern;

/**
 * A YOLO data set: a text file of labels for each image, found as Ultralytics does, by the last
 * folder {@code images} in its path being called {@code labels}; without such a folder it lies
 * beside the image. An image without that file shows background only. Classes and splits stand in
 * {@code data.yaml}; or classes in {@code classes.txt}, a line each, and splits are the folders in
 * {@code images}.
 *
 * <p>A name may lead out of the data set's folder only where {@code data.yaml}, or a list it names,
 * gives an absolute path.
 */
public final class YoloDataset implements Dataset {
  private static final String IMAGES = "images";
  private static final String LABELS = "labels";
  private static final String CLASSES = "classes.txt";
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Path folder;
  private final Map<Integer, String> names;
  private final Map<String, List<Path>> splits;
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  private YoloDataset(Path folder, Map<Integer, String> names, Map<String, List<String>> entries) {
    this.folder = folder;
    this.names = names;
    this.splits = sources(entries);
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
    return new YoloDataset(path, names, foldersOfImages(path));
  }

  static boolean isAt(Path path) {
    return yaml(path).isPresent()
        || (classes(path).isPresent() && Files.isDirectory(path.resolve(IMAGES)));
  }

  private static Optional<Path> classes(Path folder) {
    return List.of(folder.resolve(CLASSES), folder.resolve(LABELS).resolve(CLASSES)).stream()
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
    return new YoloDataset(folder, yaml.names(), yaml.splits());
  }

  private static Map<String, List<String>> foldersOfImages(Path folder) {
    Map<String, List<String>> splits = new LinkedHashMap<>();
    Path images = folder.resolve(IMAGES);
    if (Files.isDirectory(images)) {
      DatasetFiles.listing(images).stream()
          .filter(Files::isDirectory)
          .map(below -> below.getFileName().toString())
          .forEach(name -> splits.put(name, List.of(IMAGES + "/" + name)));
    }
    return splits.isEmpty() ? Map.of(ALL, List.of(IMAGES)) : splits;
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
          split.put(image, labelled(image));
        }
      }
    }
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
            Optional<Path> source = source(name).filter(Files::exists);
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
              .or(() -> DatasetFiles.inside(beside, line).filter(Files::isRegularFile))
              .or(() -> DatasetFiles.inside(folder, line))
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

  private static Optional<Path> absolute(String name) {
    try {
      return Optional.of(Path.of(name)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private LabelledImage labelled(Path image) {
    Path labels = labelsOf(image);
    List<LabelledObject> objects = List.of();
    Optional<ImageSize> size = ObjectCollector.sizeOf(image);
    if (size.isPresent() && Files.exists(labels)) { // without its size, shares of it mean nothing
      ObjectCollector collector = new ObjectCollector(labels, "", 0, size, warnings::add);
      try {
        for (String line : DatasetFiles.text(labels).lines().toList()) {
          if (!line.isBlank()) {
            readLine(line.strip(), size.get(), collector);
          }
        }
      } catch (IOException e) {
        String cause = "can't be read (" + e.getMessage() + "); took the image as background";
        warn(Kind.ANNOTATION_UNUSABLE, labels, cause);
      }
      objects = collector.objects();
    }
    return new LabelledImage(DatasetFiles.id(folder, image), image, objects);
  }

  /** The last folder on the way that is named for images becomes that for labels, as .txt. */
  private static Path labelsOf(Path image) {
    Path stem = DatasetFiles.withoutExtension(image.toAbsolutePath());
    Path labels = stem.resolveSibling(stem.getFileName() + ".txt");
    for (int i = labels.getNameCount() - 2; i >= 0; i--) {
      if (labels.getName(i).toString().equals(IMAGES)) {
        Path above = i == 0 ? labels.getRoot() : labels.getRoot().resolve(labels.subpath(0, i));
        return above.resolve(LABELS).resolve(labels.subpath(i + 1, labels.getNameCount()));
      }
    }
    return labels;
  }

  /**
   * One object: its class and centre x, centre y, width and height, or the corners of a polygon, as
   * shares of the image's size.
   */
  private void readLine(String line, ImageSize size, ObjectCollector objects) {
    String[] fields = BLANKS.split(line, -1);
    double[] numbers = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      try {
        numbers[i] = Double.parseDouble(fields[i]);
      } catch (NumberFormatException e) {
        numbers[i] = Double.NaN;
      }
    }
    boolean box = fields.length == 5;
    boolean polygon = fields.length >= 7 && fields.length % 2 == 1;
    if (!box && !polygon) {
      objects.skip(
          Kind.OBJECT_UNUSABLE,
          "",
          "has %d numbers, neither 5 nor those of a polygon".formatted(fields.length));
      return;
    }
    boolean whole = numbers[0] == Math.rint(numbers[0]) && Math.abs(numbers[0]) < 1e9;
    String label = whole ? names.get((int) numbers[0]) : null;
    if (label == null) {
      objects.skip(
          Kind.UNKNOWN_CLASS, "", "is of the class %s, which has no name".formatted(fields[0]));
      return;
    }
    double[] corners = box ? cornersOfBox(numbers) : cornersOfPolygon(numbers);
    objects.add(
        label,
        corners[0] * size.width(),
        corners[1] * size.height(),
        corners[2] * size.width(),
        corners[3] * size.height(),
        false,
        line);
  }

  private static double[] cornersOfBox(double[] numbers) {
    double halfWidth = numbers[3] / 2;
    double halfHeight = numbers[4] / 2;
    return new double[] {
      numbers[1] - halfWidth,
      numbers[2] - halfHeight,
      numbers[1] + halfWidth,
      numbers[2] + halfHeight
    };
  }

  private static double[] cornersOfPolygon(double[] numbers) {
    double[] corners = {numbers[1], numbers[2], numbers[1], numbers[2]};
    for (int i = 3; i < numbers.length; i += 2) {
      corners[0] = Math.min(corners[0], numbers[i]);
      corners[1] = Math.min(corners[1], numbers[i + 1]);
      corners[2] = Math.max(corners[2], numbers[i]);
      corners[3] = Math.max(corners[3], numbers[i + 1]);
    }
    return corners;
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
            .anyMatch(image -> DatasetFiles.isSame(labelsOf(image), file));
  }

  @Override
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }

  private void warn(Kind kind, Path file, String cause) {
    warnings.add(new DatasetWarning(kind, file, cause));
  }
}
