package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.files.FileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Photos with an XML file each, in PASCAL VOC's own three folders or side by side: {@link
 * VocLayout}. Without lists of ids in {@code ImageSets/Main/} each place is one split.
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

  private static final String LIST = ".txt";

  /** VOC's lists of one class, such as cat_train.txt, say in a second column if it is there. */
  private static final Pattern SECOND_COLUMN = Pattern.compile("\\s+(-1|0|1)$");

  private static final Pattern LIST_OF_ONE_CLASS =
      Pattern.compile("(" + String.join("|", VOC_CLASSES) + ")_(train|val|trainval|test)");

  private final VocLayout layout;
  private final NameIndex names = new NameIndex();
  private final Map<String, Photos> photos = new LinkedHashMap<>();
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  /**
   * The photos of one place.
   *
   * @param images by their ids there: their paths without extension
   * @param others left out for these, by the id of both
   * @param hidden by their ids; only a list can name them
   * @param idsByForm the ids by the one form in which names are compared
   */
  private record Photos(
      VocLayout.Place place,
      Map<String, Path> images,
      Map<String, Path> others,
      Map<String, Path> hidden,
      Map<String, String> idsByForm) {
    static Photos of(VocLayout.Place place) {
      Map<String, Path> images = new TreeMap<>();
      Map<String, Path> others = new HashMap<>();
      Map<String, Path> hidden = new TreeMap<>();
      place.find(images, others, hidden);
      Map<String, String> idsByForm = new HashMap<>();
      images.keySet().forEach(id -> idsByForm.putIfAbsent(FileName.form(id), id));
      return new Photos(place, images, others, hidden, idsByForm);
    }

    /** The id of the photo of that name, in whatever form its file has it. */
    String idOf(String name) {
      return images.containsKey(name) ? name : idsByForm.getOrDefault(FileName.form(name), name);
    }
  }

  private VocDataset(VocLayout layout) {
    this.layout = layout;
    layout.places().forEach((split, place) -> photos.put(split, Photos.of(place)));
  }

  /** Opens a folder of one of the layouts. */
  public static VocDataset open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DatasetFiles.error(folder, "data set folder does not exist");
    }
    return new VocDataset(VocLayout.of(folder));
  }

  static boolean isAt(Path path) {
    return VocLayout.isAt(path);
  }

  @Override
  public DatasetFormat format() {
    return DatasetFormat.VOC;
  }

  /** Sorted; the lists of one VOC class are left out, but can be read. */
  @Override
  public List<String> splits() {
    if (layout.lists() == null) {
      return List.copyOf(photos.keySet());
    }
    return DatasetFiles.listing(layout.lists()).stream()
        .filter(file -> DatasetFiles.hasExtension(file, LIST))
        .map(file -> DatasetFiles.withoutExtension(file).getFileName().toString())
        .filter(name -> !LIST_OF_ONE_CLASS.matcher(name).matches())
        .sorted()
        .toList();
  }

  @Override
  public List<LabelledImage> split(String name) {
    if (layout.lists() != null) {
      return listed(photos.get(ALL), listOf(name));
    }
    Photos all = photos.get(name);
    if (all == null) {
      throw DatasetFiles.error(
          layout.folder(), "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    Set<String> ids = new TreeSet<>(all.images().keySet());
    all.place().annotatedIds().forEach(id -> ids.add(all.idOf(id)));
    all.hidden().values().forEach(file -> warnings.add(DatasetWarning.ofHidden(file)));
    return read(all, ids);
  }

  private List<LabelledImage> listed(Photos all, Path list) {
    Set<String> known = new HashSet<>(all.place().annotatedIds());
    Set<String> ids = new LinkedHashSet<>();
    for (String line : DatasetFiles.list(list)) {
      boolean whole = known.contains(line) || all.images().containsKey(all.idOf(line));
      String id = all.idOf(whole ? line : SECOND_COLUMN.matcher(line).replaceFirst(""));
      if (!ids.add(id)) {
        warn(Kind.LISTED_TWICE, list, "lists " + id + " twice; used it once");
      }
    }
    return read(all, ids);
  }

  private List<LabelledImage> read(Photos all, Set<String> ids) {
    VocLayout.Place place = all.place();
    List<LabelledImage> split = new ArrayList<>();
    for (String id : ids) {
      Path image = all.images().getOrDefault(id, all.hidden().get(id));
      if (image == null) {
        warn(
            Kind.IMAGE_MISSING,
            place.photos().resolve(id.replace('\0', '_') + ".jpg"),
            "image is missing; skipped it");
        continue;
      }
      if (all.others().containsKey(id)) {
        String cause = "has the annotation of %s, from which it differs in its end; skipped it";
        warn(Kind.SAME_NAME, all.others().get(id), cause.formatted(image.getFileName()));
      }
      Path annotation = names.find(place.annotations().resolve(id + ".xml"));
      ObjectCollector objects =
          new ObjectCollector(
              annotation, "", FIRST_PIXEL, ObjectCollector.sizeOf(image), warnings::add);
      try {
        VocAnnotation.read(annotation, objects);
        split.add(new LabelledImage(place.prefix() + id, image, objects.objects()));
      } catch (VocAnnotation.Unusable e) {
        warn(Kind.ANNOTATION_UNUSABLE, annotation, e.getMessage() + "; skipped the image");
      }
    }
    return split;
  }

  @Override
  public boolean reads(Path file) {
    return layout.reads(file);
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
    Path file =
        new NameIndex().find(layout.lists().resolve(name.replaceAll("[/\\\\\0]", "_") + LIST));
    if (!Files.isRegularFile(file)) {
      throw DatasetFiles.error(
          file, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    return file;
  }

  private void warn(Kind kind, Path file, String cause) {
    warnings.add(new DatasetWarning(kind, file, cause));
  }
}
