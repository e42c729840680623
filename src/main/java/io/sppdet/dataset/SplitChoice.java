package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which images of a data set to take, as a user says it: the name of a split; a file {@code
 * LIST.txt} with an image a line, by its id, file name or path; or {@code random:SHARE}, that share
 * of all images, drawn with a seed.
 *
 * @param text what the user says
 */
public record SplitChoice(String text) {
  private static final String RANDOM = "random:";
  private static final String LIST = ".txt";

  /**
   * The images taken and those left.
   *
   * @param images in the order of the split, the list or, if drawn, of their ids
   * @param rest those not drawn; empty unless they were drawn
   * @param warnings of images that a list names and the data set lacks
   */
  public record Chosen(
      List<LabelledImage> images, List<LabelledImage> rest, List<DatasetWarning> warnings) {
    public Chosen {
      images = List.copyOf(images);
      rest = List.copyOf(rest);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What the user says; if nothing, all of a data set without splits, else the preferred split.
   *
   * @param given may be null
   */
  public static SplitChoice of(String given, String preferred, Dataset dataset) {
    if (given != null) {
      return new SplitChoice(given);
    }
    boolean undivided = dataset.splits().equals(List.of(Dataset.ALL));
    return new SplitChoice(undivided ? Dataset.ALL : preferred);
  }

  /** Whether the images are drawn. */
  public boolean isRandom() {
    return text.startsWith(RANDOM);
  }

  /**
   * Takes the images.
   *
   * @param seed of the draw
   * @throws SppdetException DATASET when there is no such split or list; USAGE when the share is
   *     none
   */
  public Chosen from(Dataset dataset, long seed) {
    if (isRandom()) {
      return draw(dataset, share(), seed);
    }
    return text.toLowerCase(Locale.ROOT).endsWith(LIST)
        ? listed(dataset, Path.of(text))
        : new Chosen(dataset.split(text), List.of(), List.of());
  }

  private double share() {
    String number = text.substring(RANDOM.length());
    double share = number.matches("0?\\.\\d+") ? Double.parseDouble(number) : 0;
    if (share <= 0) {
      throw SppdetException.ofSetting(
          "split " + text, "the share must lie between 0 and 1, as in random:0.8");
    }
    return share;
  }

  /**
   * Both parts are sorted by id, so that lists of them give the same order again. Copies of one
   * picture stay together: a model is never evaluated on what it has seen.
   */
  private static Chosen draw(Dataset dataset, double share, long seed) {
    List<LabelledImage> all = new ArrayList<>(dataset.images());
    all.sort(Comparator.comparing(LabelledImage::id));
    Map<String, List<LabelledImage>> copies = new LinkedHashMap<>();
    all.forEach(
        image -> copies.computeIfAbsent(picture(image.image()), p -> new ArrayList<>()).add(image));
    List<List<LabelledImage>> shuffled = new ArrayList<>(copies.values());
    Collections.shuffle(shuffled, new Random(seed));
    long count = Math.round(share * all.size());
    Set<Path> drawn = new HashSet<>();
    for (List<LabelledImage> same : shuffled) {
      if (drawn.size() < count) {
        same.forEach(image -> drawn.add(image.image()));
      }
    }
    Map<Boolean, List<LabelledImage>> parts =
        all.stream().collect(Collectors.partitioningBy(image -> drawn.contains(image.image())));
    return new Chosen(parts.get(true), parts.get(false), List.of());
  }

  /** What tells pictures apart: the bytes, or the name of a file that can't be read. */
  private static String picture(Path file) {
    try {
      return Checksum.of(file);
    } catch (SppdetException e) {
      return file.toString();
    }
  }

  private static Chosen listed(Dataset dataset, Path list) {
    if (!Files.isRegularFile(list)) {
      throw DatasetFiles.error(
          list,
          "no such list; the data set's own splits are: " + String.join(", ", dataset.splits()));
    }
    Map<String, Set<LabelledImage>> byName = new HashMap<>();
    for (LabelledImage image : dataset.images()) {
      names(image).stream()
          .map(FileName::form)
          .forEach(name -> byName.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(image));
    }
    Set<LabelledImage> images = new LinkedHashSet<>();
    List<DatasetWarning> warnings = new ArrayList<>();
    for (String line : new LinkedHashSet<>(DatasetFiles.list(list))) {
      String name = FileName.form(line.replaceFirst("^\\./", ""));
      Set<LabelledImage> found = byName.getOrDefault(name, Set.of());
      if (found.size() == 1) {
        images.addAll(found);
      } else {
        String cause = found.isEmpty() ? "no usable image" : found.size() + " images";
        warnings.add(
            new DatasetWarning(
                DatasetWarning.Kind.IMAGE_MISSING,
                list,
                "names " + line + ", but the data set has " + cause + " of that name; skipped it"));
      }
    }
    if (images.isEmpty()) {
      throw DatasetFiles.error(list, "names no usable image of the data set");
    }
    return new Chosen(List.copyOf(images), List.of(), warnings);
  }

  /** What a list may call an image. */
  private static Set<String> names(LabelledImage image) {
    String file = image.image().getFileName().toString();
    String extension =
        file.substring(DatasetFiles.withoutExtension(Path.of(file)).toString().length());
    String stem = file.substring(0, file.length() - extension.length());
    Path absolute = image.image().toAbsolutePath().normalize();
    return new LinkedHashSet<>(
        Stream.of(image.id(), image.id() + extension, file, stem, absolute.toString()).toList());
  }
}
