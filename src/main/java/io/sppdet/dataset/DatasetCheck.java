package io.sppdet.dataset;

import io.sppdet.dataset.DatasetReport.ClassCount;
import io.sppdet.dataset.DatasetReport.SplitCount;
import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.parallel.Ahead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for dirt: what reading the labels shows, images that can't be decoded, duplicates. */
public final class DatasetCheck {
  /** Files looked at before their turn. */
  private static final int WAITING = 1_000;

  private final int threads;

  /**
   * @param threads images looked at at the same time
   */
  public DatasetCheck(int threads) {
    this.threads = threads;
  }

  /** Hears how many images of how many are done. */
  public interface Listener {
    void done(int images, int of);
  }

  /** An image file's checksum, null where it can't be read, and what is wrong with it, or null. */
  private record Look(String checksum, SppdetException fault) {}

  /**
   * Reads all labels and decodes all images of all splits.
   *
   * @param name what to call the data set
   * @throws SppdetException DATASET when nothing of it can be read
   */
  public DatasetReport report(String name, Dataset dataset, Listener listener) {
    Map<String, List<LabelledImage>> splits = new LinkedHashMap<>();
    Map<Path, LabelledImage> images = new LinkedHashMap<>();
    List<DatasetWarning> dirt = new ArrayList<>();
    for (String split : dataset.splits()) {
      try {
        splits.put(split, dataset.split(split));
        splits.get(split).forEach(image -> images.putIfAbsent(image.image(), image));
      } catch (SppdetException e) {
        if (dataset.splits().size() == 1) {
          throw e;
        }
        String cause = e.reason() + "; skipped the split " + split;
        dirt.add(new DatasetWarning(Kind.ANNOTATION_UNUSABLE, Path.of(e.subject()), cause));
      }
    }
    dirt.addAll(dataset.warnings());
    List<LabelledImage> all = List.copyOf(images.values());
    Map<Path, Look> looks = look(images.keySet(), true, listener);
    looks.forEach(
        (file, look) -> {
          if (look.fault() != null) {
            dirt.add(new DatasetWarning(Kind.IMAGE_UNREADABLE, file, look.fault().reason()));
          }
        });
    dirt.addAll(duplicates(splits, looks));
    dirt.sort(Comparator.comparing(DatasetWarning::kind));
    List<SplitCount> splitCounts = new ArrayList<>();
    splits.forEach((split, members) -> splitCounts.add(count(split, members)));
    return new DatasetReport(
        name, dataset.format(), all.size(), splitCounts, countClasses(dataset, all), dirt);
  }

  /** Images of one split that are the same byte for byte; none is decoded. */
  public List<DatasetWarning> duplicates(String split, List<LabelledImage> images) {
    Set<Path> files = new LinkedHashSet<>(images.stream().map(LabelledImage::image).toList());
    return duplicates(Map.of(split, images), look(files, false, (done, of) -> {}));
  }

  private Map<Path, Look> look(Set<Path> files, boolean decode, Listener listener) {
    try (Ahead<Path, Look> ahead =
        new Ahead<>(files.iterator(), file -> look(file, decode), threads, WAITING)) {
      Map<Path, Look> looks = new LinkedHashMap<>();
      for (Path file : files) {
        looks.put(file, ahead.next());
        listener.done(looks.size(), files.size());
      }
      return looks;
    }
  }

  private static Look look(Path file, boolean decode) {
    String checksum = null;
    try {
      checksum = Checksum.of(file);
      if (decode) {
        new ImageReader().read(file);
      }
      return new Look(checksum, null);
    } catch (SppdetException e) {
      return new Look(checksum, e);
    }
  }

  /**
   * The same picture twice: in one split it counts twice, in two it tells a model the answers. A
   * split made of others, as VOC's trainval, is left out.
   */
  private static List<DatasetWarning> duplicates(
      Map<String, List<LabelledImage>> splits, Map<Path, Look> looks) {
    record Place(String split, Path file) {}

    List<DatasetWarning> warnings = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    Set<String> unions = unions(splits);
    splits.forEach(
        (split, images) -> {
          if (unions.contains(split)) {
            return;
          }
          for (LabelledImage image : images) {
            Path file = image.image();
            String checksum = looks.get(file).checksum();
            Place first =
                checksum == null ? null : seen.putIfAbsent(checksum, new Place(split, file));
            if (first != null && first.split().equals(split)) {
              warnings.add(
                  new DatasetWarning(
                      Kind.DUPLICATE_IMAGE,
                      file,
                      "the same picture as %s, both in %s".formatted(first.file(), split)));
            } else if (first != null) {
              String same =
                  first.file().equals(file) ? "is" : "the same picture as " + first.file();
              warnings.add(
                  new DatasetWarning(
                      Kind.IN_TWO_SPLITS,
                      file,
                      "%s in %s and in %s".formatted(same, first.split(), split)));
            }
          }
        });
    return warnings;
  }

  /** The splits all of whose images are in smaller ones. */
  private static Set<String> unions(Map<String, List<LabelledImage>> splits) {
    Set<String> unions = new HashSet<>();
    splits.forEach(
        (split, images) -> {
          Set<Path> left = new HashSet<>(images.stream().map(LabelledImage::image).toList());
          splits.values().stream()
              .filter(other -> other.size() < images.size())
              .flatMap(List::stream)
              .forEach(image -> left.remove(image.image()));
          if (left.isEmpty() && !images.isEmpty()) {
            unions.add(split);
          }
        });
    return unions;
  }

  private static SplitCount count(String name, Collection<LabelledImage> images) {
    List<LabelledObject> objects = images.stream().flatMap(i -> i.objects().stream()).toList();
    return new SplitCount(
        name,
        images.size(),
        objects.size(),
        (int) objects.stream().filter(LabelledObject::difficult).count(),
        (int) images.stream().filter(image -> image.objects().isEmpty()).count());
  }

  private static List<ClassCount> countClasses(Dataset dataset, List<LabelledImage> images) {
    Map<String, List<Box>> boxes = new LinkedHashMap<>();
    Map<String, Integer> imageCounts = new HashMap<>();
    dataset.classNames(images).forEach(label -> boxes.put(label, new ArrayList<>()));
    for (LabelledImage image : images) {
      Set<String> labels = new HashSet<>();
      for (LabelledObject object : image.objects()) {
        boxes.computeIfAbsent(object.label(), label -> new ArrayList<>()).add(object.box());
        labels.add(object.label());
      }
      labels.forEach(label -> imageCounts.merge(label, 1, Integer::sum));
    }
    List<ClassCount> classes = new ArrayList<>();
    boxes.forEach(
        (label, all) ->
            classes.add(
                new ClassCount(label, imageCounts.getOrDefault(label, 0), BoxSizes.of(all))));
    return classes;
  }
}
