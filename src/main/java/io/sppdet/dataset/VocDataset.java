package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A folder in PASCAL VOC layout: photos in {@code JPEGImages/}, an XML file for each in {@code
 * Annotations/}, and lists of ids in {@code ImageSets/Main/}, one for each split; without lists all
 * photos are one split.
 */
public final class VocDataset implements Dataset {
  /** The classes of the VOC challenges from 2007 on, in their order. */
  public static final List<String> VOC_CLASSES =
      List.of(
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  private static final int FIRST_PIXEL = 1;

  /** Where one id has several files; others come after these. */
  private static final List<String> PREFERRED_EXTENSIONS = List.of("jpg", "jpeg", "png");

  /** VOC's lists of one class, such as cat_train.txt, say in a second column if it is there. */
  private static final Pattern SECOND_COLUMN = Pattern.compile("\\s+(-1|0|1)$");

  private static final Pattern LIST_OF_ONE_CLASS =
      Pattern.compile("(" + String.join("|", VOC_CLASSES) + ")_(train|val|trainval|test)");

  private final Path annotations;
  private final Path lists;
  private final Path imageFolder;
  private final NameIndex names = new NameIndex();
  private final Map<String, Path> images = new TreeMap<>();

  /** Images left out for others, by the id of both. */
  private final Map<String, Path> others = new HashMap<>();

  private final Map<String, String> idsByForm = new HashMap<>();
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  private VocDataset(Path folder) {
    annotations = requireFolder(folder, "Annotations");
    lists = folder.resolve("ImageSets/Main");
    imageFolder = requireFolder(folder, "JPEGImages");
    findImages();
    images.keySet().forEach(id -> idsByForm.putIfAbsent(NameIndex.form(id), id));
  }

  /** Opens the folder that holds the three others. */
  public static VocDataset open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DatasetFiles.error(folder, "data set folder does not exist");
    }
    return new VocDataset(folder);
  }

  static boolean isAt(Path path) {
    return Files.isDirectory(path)
        && Files.isDirectory(NameIndex.folder(path, "Annotations"))
        && Files.isDirectory(NameIndex.folder(path, "JPEGImages"));
  }

  @Override
  public DatasetFormat format() {
    return DatasetFormat.VOC;
  }

  /** Sorted; the lists of one VOC class are left out, but can be read. */
  @Override
  public List<String> splits() {
    if (!Files.isDirectory(lists)) {
      return List.of(ALL);
    }
    return DatasetFiles.listing(lists).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(".txt"))
        .map(name -> name.substring(0, name.length() - ".txt".length()))
        .filter(name -> !LIST_OF_ONE_CLASS.matcher(name).matches())
        .sorted()
        .toList();
  }

  @Override
  public List<LabelledImage> split(String name) {
    List<String> annotated = annotatedIds();
    if (name.equals(ALL) && !Files.isDirectory(lists)) {
      Set<String> ids = new TreeSet<>(images.keySet());
      annotated.forEach(id -> ids.add(idOf(id)));
      return read(ids);
    }
    Path list = listOf(name);
    Set<String> known = new HashSet<>(annotated);
    Set<String> ids = new LinkedHashSet<>();
    for (String line : DatasetFiles.list(list)) {
      boolean whole = known.contains(line) || images.containsKey(idOf(line));
      String id = idOf(whole ? line : SECOND_COLUMN.matcher(line).replaceFirst(""));
      if (!ids.add(id)) {
        warn(Kind.LISTED_TWICE, list, "lists " + id + " twice; used it once");
      }
    }
    return read(ids);
  }

  /** The id of the photo of that name, in whatever form its file has it. */
  private String idOf(String name) {
    return images.containsKey(name) ? name : idsByForm.getOrDefault(NameIndex.form(name), name);
  }

  private List<LabelledImage> read(Set<String> ids) {
    List<LabelledImage> split = new ArrayList<>();
    for (String id : ids) {
      Path image = images.get(id);
      if (image == null) {
        warn(
            Kind.IMAGE_MISSING,
            imageFolder.resolve(id.replace('\0', '_') + ".jpg"),
            "image is missing; skipped it");
        continue;
      }
      if (others.containsKey(id)) {
        String cause = "has the annotation of %s, from which it differs in its end; skipped it";
        warn(Kind.SAME_NAME, others.get(id), cause.formatted(image.getFileName()));
      }
      Path annotation = names.find(annotations.resolve(id + ".xml"));
      ObjectCollector objects =
          new ObjectCollector(
              annotation, "", FIRST_PIXEL, ObjectCollector.sizeOf(image), warnings::add);
      try {
        VocAnnotation.read(annotation, objects);
        split.add(new LabelledImage(id, image, objects.objects()));
      } catch (VocAnnotation.Unusable e) {
        warn(Kind.ANNOTATION_UNUSABLE, annotation, e.getMessage() + "; skipped the image");
      }
    }
    return split;
  }

  private List<String> annotatedIds() {
    return DatasetFiles.listing(annotations).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(".xml"))
        .map(name -> name.substring(0, name.length() - ".xml".length()))
        .toList();
  }

  @Override
  public boolean reads(Path file) {
    return DatasetFiles.isBelow(annotations, file) || DatasetFiles.isBelow(lists, file);
  }

  @Override
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }

  /** The 20 classes of VOC if no other label occurs in the images, else their labels, sorted. */
  @Override
  public List<String> classNames(List<LabelledImage> images) {
    Set<String> labels =
        images.stream()
            .flatMap(image -> image.objects().stream())
            .map(LabelledObject::label)
            .collect(Collectors.toCollection(TreeSet::new));
    boolean voc = !labels.isEmpty() && VOC_CLASSES.containsAll(labels);
    return voc ? VOC_CLASSES : List.copyOf(labels);
  }

  private Path listOf(String name) {
    Path file = lists.resolve(name.replaceAll("[/\\\\\0]", "_") + ".txt");
    if (!Files.isRegularFile(file)) {
      throw DatasetFiles.error(
          file, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    return file;
  }

  /** Where one id has several files, the preferred extension wins. */
  private void findImages() {
    DatasetFiles.listing(imageFolder).stream()
        .filter(DatasetFiles::hasImageName)
        .sorted(Comparator.comparingInt(VocDataset::preference)) // equals stay sorted by name
        .forEach(
            file -> {
              String id = DatasetFiles.withoutExtension(file).getFileName().toString();
              if (images.putIfAbsent(id, file) != null) {
                others.put(id, file);
              }
            });
  }

  private static int preference(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int place = PREFERRED_EXTENSIONS.indexOf(name.substring(name.lastIndexOf('.') + 1));
    return place < 0 ? PREFERRED_EXTENSIONS.size() : place;
  }

  private static Path requireFolder(Path folder, String name) {
    Path path = NameIndex.folder(folder, name);
    if (!Files.isDirectory(path)) {
      throw DatasetFiles.error(path, "folder is missing; a VOC data set must have it");
    }
    return path;
  }

  private void warn(Kind kind, Path file, String cause) {
    warnings.add(new DatasetWarning(kind, file, cause));
  }
}
