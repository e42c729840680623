package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The label files of YOLO: one an image, found as Ultralytics does, by the last folder {@code
 * images} in the image's path being called {@code labels}, or else beside the image, where labelImg
 * writes it. A line is an object.
 */
final class YoloLabels {
  private static final String IMAGES = "images";
  private static final String LABELS = "labels";
  static final String TXT = ".txt";
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Class, centre x, centre y, width and height. */
  private static final int BOX_FIELDS = 5;

  private final Map<Integer, String> names;
  private final boolean keyPoints;
  private final NameIndex index;
  private final Consumer<DatasetWarning> warnings;
  private final Map<Path, List<Path>> placesOfFolders = new HashMap<>();
  private final Map<Path, Path> labelsOfImages = new HashMap<>();
  private final Map<Path, Path> imagesOfLabels = new HashMap<>();

  /**
   * @param names of the classes by number
   * @param keyPoints whether key points follow each box, else more numbers are a polygon
   */
  YoloLabels(
      Map<Integer, String> names,
      boolean keyPoints,
      NameIndex index,
      Consumer<DatasetWarning> warnings) {
    this.names = names;
    this.keyPoints = keyPoints;
    this.index = index;
    this.warnings = warnings;
  }

  /** The folder of images in a data set. */
  static Path images(Path folder) {
    return NameIndex.folder(folder, IMAGES);
  }

  /** The folder of labels beside that of images. */
  static Path labels(Path folder) {
    return NameIndex.folder(folder, LABELS);
  }

  /** The objects of an image; none where it has no label file. */
  List<LabelledObject> of(Path image) {
    Optional<Path> file =
        places(image).stream()
            .map(index::find)
            .filter(place -> Files.exists(place, LinkOption.NOFOLLOW_LINKS))
            .findFirst();
    if (file.isEmpty()) {
      return List.of();
    }
    labelsOfImages.put(image, file.get());
    Path first = imagesOfLabels.putIfAbsent(file.get(), image);
    if (first != null && !first.equals(image)) {
      String cause = "has the labels of %s, from which it differs in its end; used them for both";
      warn(Kind.SAME_NAME, image, cause.formatted(first.getFileName()));
    }
    Optional<ImageSize> size = ObjectCollector.sizeOf(image);
    if (size.isEmpty()) { // without its size, shares of it mean nothing
      return List.of();
    }
    ObjectCollector collector = new ObjectCollector(file.get(), "", 0, size, warnings);
    try {
      for (String line : DatasetFiles.text(file.get()).lines().toList()) {
        if (!line.isBlank()) {
          readLine(line.strip(), size.get(), collector);
        }
      }
    } catch (IOException e) {
      String cause =
          Files.exists(file.get())
              ? "can't be read (" + e.getMessage() + ")"
              : "is a link that leads nowhere";
      warn(Kind.ANNOTATION_UNUSABLE, file.get(), cause + "; took the image as background");
    }
    return collector.objects();
  }

  /** Whether a file is, or would be, the label file of an image. */
  boolean mayBeOf(Path image, Path file) {
    return places(image).stream().anyMatch(place -> DatasetFiles.isSame(index.find(place), file));
  }

  /** Where the label file of an image may be, the likeliest first. */
  private List<Path> places(Path image) {
    Path absolute = image.toAbsolutePath();
    String name = stem(absolute) + TXT;
    return placesOfFolders.computeIfAbsent(absolute.getParent(), YoloLabels::counterparts).stream()
        .map(folder -> folder.resolve(name))
        .toList();
  }

  /**
   * Where the labels of a folder of images may be: each folder on the way that is named for images,
   * the last first, becomes that for labels; then beside the images.
   *
   * @param folder absolute
   */
  private static List<Path> counterparts(Path folder) {
    List<Path> places = new ArrayList<>();
    for (int i = folder.getNameCount() - 1; i >= 0; i--) {
      if (folder.getName(i).toString().equalsIgnoreCase(IMAGES)) {
        Path above = i == 0 ? folder.getRoot() : folder.getRoot().resolve(folder.subpath(0, i));
        Path labels = labels(above);
        boolean last = i == folder.getNameCount() - 1;
        places.add(last ? labels : labels.resolve(folder.subpath(i + 1, folder.getNameCount())));
      }
    }
    places.add(folder);
    return places;
  }

  /**
   * Tells of label files that no image has, and of a split without any.
   *
   * @param sources the folders and lists of a split
   * @param images what was found there
   */
  void tellUnused(List<Path> sources, Collection<Path> images) {
    Set<Path> used = new HashSet<>(labelsOfImages.values());
    Map<Path, Path> unused = new TreeMap<>(); // label files, and the folders where images would be
    for (Path source : sources) {
      if (Files.isDirectory(source)) {
        Path labels = labelsOf(source.toAbsolutePath());
        for (Path file : whereListable(labels, DatasetFiles::filesBelow)) {
          unused.put(file, source.resolve(labels.relativize(file)).getParent());
        }
      }
    }
    images.stream()
        .map(image -> image.toAbsolutePath().getParent())
        .distinct()
        .forEach(
            folder ->
                whereListable(labelsOf(folder), DatasetFiles::listing)
                    .forEach(file -> unused.put(file, folder)));
    Map<Path, Map<String, Path>> photos = new HashMap<>();
    unused.forEach(
        (file, folder) -> {
          if (isLabels(file, folder) && !used.contains(file)) {
            Path photo =
                photos.computeIfAbsent(folder, YoloLabels::byStem).get(FileName.form(stem(file)));
            tellUnused(file, folder, photo);
          }
        });
    if (images.stream().noneMatch(labelsOfImages::containsKey)) {
      images.stream().findFirst().ifPresent(this::tellNone);
    }
  }

  /** Images of background only need no label files, but a folder for them. */
  private void tellNone(Path first) {
    List<Path> places = counterparts(first.toAbsolutePath().getParent());
    List<Path> folders = places.subList(0, places.size() - 1);
    if (!folders.isEmpty() && folders.stream().noneMatch(Files::isDirectory)) {
      String cause =
          "folder is missing, with the labels of %s and all others; took them as background";
      warn(Kind.ANNOTATION_UNUSABLE, folders.get(0), cause.formatted(first.getFileName()));
    }
  }

  /** A list may name an image in a folder that can't be listed, or is none. */
  private static List<Path> whereListable(Path folder, Function<Path, List<Path>> listing) {
    try {
      return listing.apply(folder);
    } catch (SppdetException e) {
      return List.of();
    }
  }

  private static Path labelsOf(Path folder) {
    return counterparts(folder).stream().filter(Files::isDirectory).findFirst().orElse(folder);
  }

  /** An image that a list leaves out may well have labels. */
  private void tellUnused(Path file, Path folder, Path photo) {
    if (photo == null) {
      warn(Kind.IMAGE_MISSING, file, "has no image in " + folder + "; skipped it");
    } else if (!DatasetFiles.hasImageName(photo)) {
      warn(Kind.IMAGE_MISSING, file, "has no image but " + photo + "; skipped it");
    }
  }

  /** The images of a folder by their names without extension, where there is none another file. */
  private static Map<String, Path> byStem(Path folder) {
    Map<String, Path> byStem = new HashMap<>();
    for (Path file : whereListable(folder, DatasetFiles::listing)) {
      if (!isText(file)) {
        byStem.merge(
            FileName.form(stem(file)), file, (a, b) -> DatasetFiles.hasImageName(a) ? a : b);
      }
    }
    return byStem;
  }

  /** Among images may lie any text. */
  private static boolean isLabels(Path file, Path images) {
    return isText(file)
        && !YoloDescription.mayBe(file)
        && Files.isRegularFile(file)
        && (!file.toAbsolutePath().startsWith(images.toAbsolutePath()) || looksLikeLabels(file));
  }

  private static boolean isText(Path file) {
    return DatasetFiles.hasExtension(file, TXT);
  }

  private static String stem(Path file) {
    return DatasetFiles.withoutExtension(file).getFileName().toString();
  }

  private static boolean looksLikeLabels(Path file) {
    try {
      Optional<String> first =
          DatasetFiles.text(file).lines().filter(line -> !line.isBlank()).findFirst();
      double[] numbers = numbers(BLANKS.split(first.orElse("").strip()));
      boolean all = true;
      for (double number : numbers) {
        all &= !Double.isNaN(number);
      }
      return all && numbers.length >= BOX_FIELDS;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * One object: its class and centre x, centre y, width and height, or the corners of a polygon, as
   * shares of the image's size.
   */
  private void readLine(String line, ImageSize size, ObjectCollector objects) {
    String[] fields = BLANKS.split(line, -1);
    double[] numbers = numbers(fields);
    boolean box = fields.length == BOX_FIELDS || (keyPoints && fields.length > BOX_FIELDS);
    boolean polygon = fields.length >= 7 && fields.length % 2 == 1;
    if (!box && !polygon) {
      objects.skip(
          Kind.OBJECT_UNUSABLE,
          "",
          "has %s, neither 5 nor those of a polygon".formatted(Count.of(fields.length, "number")));
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
        new ObjectCollector.Corners(
            corners[0] * size.width(),
            corners[1] * size.height(),
            corners[2] * size.width(),
            corners[3] * size.height(),
            line),
        false);
  }

  private static double[] numbers(String[] fields) {
    double[] numbers = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      try {
        numbers[i] = Double.parseDouble(fields[i]);
      } catch (NumberFormatException e) {
        numbers[i] = Double.NaN;
      }
    }
    return numbers;
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

  private void warn(Kind kind, Path file, String cause) {
    warnings.accept(new DatasetWarning(kind, file, cause));
  }
}
