package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder in PASCAL VOC layout: photos in {@code JPEGImages/}, an XML file for each in {@code
 * Annotations/}, and lists of ids in {@code ImageSets/Main/}, one for each split. Dirt in it is
 * skipped and kept in {@link #warnings()}; only what leaves nothing to read is an error.
 */
public final class VocDataset {
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

  private static final List<String> IMAGE_EXTENSIONS = List.of("jpg", "jpeg", "png");

  /** VOC's lists of one class, such as cat_train.txt, say in a second column if it is there. */
  private static final Pattern SECOND_COLUMN = Pattern.compile("\\s+(-1|0|1)$");

  private static final Pattern LIST_OF_ONE_CLASS =
      Pattern.compile("(" + String.join("|", VOC_CLASSES) + ")_(train|val|trainval|test)");

  private final Path annotations;
  private final Path lists;
  private final Path imageFolder;
  private final Map<String, Path> images;
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  private VocDataset(Path folder) {
    annotations = requireFolder(folder, "Annotations");
    lists = requireFolder(folder, "ImageSets/Main");
    imageFolder = requireFolder(folder, "JPEGImages");
    images = imagesById(imageFolder);
  }

  /** Opens the folder that holds the three others. */
  public static VocDataset open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw error(folder, "data set folder does not exist");
    }
    return new VocDataset(folder);
  }

  /** Names of the splits, sorted; the lists of one VOC class are left out, but can be read. */
  public List<String> splits() {
    return listing(lists).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(".txt"))
        .map(name -> name.substring(0, name.length() - ".txt".length()))
        .filter(name -> !LIST_OF_ONE_CLASS.matcher(name).matches())
        .sorted()
        .toList();
  }

  /** The images of a split in the order of its list, without those that can't be used. */
  public List<LabelledImage> split(String name) {
    Path list = listOf(name);
    List<LabelledImage> split = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String id : ids(list)) {
      if (!seen.add(id)) {
        warn(list, "lists " + id + " twice; used it once");
        continue;
      }
      Path image = images.get(id);
      if (image == null) {
        warn(imageFolder.resolve(id + ".jpg"), "image is missing; skipped it");
        continue;
      }
      Path annotation = annotations.resolve(id + ".xml");
      try {
        split.add(new LabelledImage(id, image, VocAnnotation.read(annotation, warnings::add)));
      } catch (VocAnnotation.Unusable e) {
        warn(annotation, e.getMessage() + "; skipped the image");
      }
    }
    return split;
  }

  /** What was skipped in the splits read so far, each thing once. */
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }

  /** The 20 classes of VOC if no other label occurs in the images, else their labels, sorted. */
  public static List<String> classNames(Collection<LabelledImage> images) {
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
      throw error(file, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    return file;
  }

  private static List<String> ids(Path list) {
    String text;
    try {
      text = new String(Files.readAllBytes(list), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw error(list, "can't be read", e);
    }
    return text.replace("\uFEFF", "")
        .lines()
        .map(line -> SECOND_COLUMN.matcher(line.strip()).replaceFirst(""))
        .filter(id -> !id.isEmpty())
        .toList();
  }

  /** Where one id has several files, the first extension of our list wins. */
  private static Map<String, Path> imagesById(Path folder) {
    Map<String, Path> images = new HashMap<>();
    List<Path> files = listing(folder);
    for (String wanted : IMAGE_EXTENSIONS) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot > 0 && name.substring(dot + 1).toLowerCase(Locale.ROOT).equals(wanted)) {
          images.putIfAbsent(name.substring(0, dot), file);
        }
      }
    }
    return images;
  }

  private static Path requireFolder(Path folder, String name) {
    Path path = folder.resolve(name);
    if (!Files.isDirectory(path)) {
      throw error(path, "folder is missing; a VOC data set must have it");
    }
    return path;
  }

  private static List<Path> listing(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw error(folder, "can't be listed", e);
    }
  }

  private void warn(Path file, String cause) {
    warnings.add(new DatasetWarning(file, cause));
  }

  private static SppdetException error(Path file, String reason) {
    return error(file, reason, null);
  }

  private static SppdetException error(Path file, String reason, Throwable cause) {
    return new SppdetException(SppdetException.Kind.DATASET, file.toString(), reason, cause);
  }
}
