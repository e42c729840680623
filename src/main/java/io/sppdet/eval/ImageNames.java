package io.sppdet.eval;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.NameIndex;
import io.sppdet.files.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds out which image each name in a file of detections means. A name that is a path means the
 * image there; else it means the one image whose path ends in it. Only where the file names no
 * folder of the data set, its photos may have lain in another folder than the data set's: then a
 * name means the one image that has the same place below the folder that holds all of them. What
 * fits several images, or several names fit, is not known; nor is what, but for a path, fits an
 * image that is not looked for too, as one of another split.
 */
final class ImageNames {
  /**
   * An image.
   *
   * @param parts of its absolute path
   * @param below how many of them are below the folder that holds all images
   */
  private record Known(LabelledImage image, List<String> parts, int below) {}

  private final List<Known> images = new ArrayList<>();
  private final Map<String, List<Known>> byFileName = new HashMap<>();
  private final Map<String, List<Known>> byStem = new HashMap<>();
  private final Map<Path, List<Known>> byRealPath = new HashMap<>();
  private final Set<List<String>> folders = new HashSet<>();
  private final Supplier<Collection<LabelledImage>> others;
  private ImageNames elsewhere;

  /**
   * What names mean.
   *
   * @param images by name, as far as it is known
   * @param several names that fit several images
   */
  record Meaning(Map<String, LabelledImage> images, Set<String> several) {}

  /**
   * @param others images that a name could mean as well; asked only where a name is no path
   */
  ImageNames(Collection<LabelledImage> all, Supplier<Collection<LabelledImage>> others) {
    this.others = others;
    List<Path> paths = all.stream().map(ImageNames::absolute).toList();
    int above = commonFolder(paths.stream().map(path -> parts(path.toString())).toList());
    for (LabelledImage image : all) {
      List<String> parts = parts(absolute(image).toString());
      Known known = new Known(image, parts, parts.size() - above);
      images.add(known);
      for (int i = parts.size() - 1; i > 0 && folders.add(parts.subList(0, i)); i--) {}
      String name = last(parts);
      byFileName.computeIfAbsent(name, n -> new ArrayList<>()).add(known);
      byStem.computeIfAbsent(stem(name), n -> new ArrayList<>()).add(known);
    }
  }

  /** The image of each name. */
  Meaning of(Collection<String> names) {
    Map<String, Known> found = new LinkedHashMap<>();
    Set<String> several = new LinkedHashSet<>();
    Set<String> open = new LinkedHashSet<>(names);
    match(open, found, several, this::at, name -> false);
    for (Rule rule : List.<Rule>of(ImageNames::endingFile, ImageNames::endingStem)) {
      match(open, found, several, rule);
    }
    boolean knowsFolders = found.keySet().stream().anyMatch(name -> parts(name).size() > 1);
    if (!knowsFolders) {
      for (Rule rule : List.<Rule>of(ImageNames::movedFile, ImageNames::movedStem)) {
        match(open, found, several, rule);
      }
    }
    Map<String, LabelledImage> images = new HashMap<>();
    found.forEach((name, known) -> images.put(name, known.image()));
    return new Meaning(images, several);
  }

  /** Which of the images a name can mean. */
  private interface Rule extends BiFunction<ImageNames, String, List<Known>> {}

  private List<Known> endingFile(String name) {
    return that(this::sameFile, name, ImageNames::isEnding);
  }

  private List<Known> endingStem(String name) {
    return that(this::sameStem, name, ImageNames::isEnding);
  }

  private List<Known> movedFile(String name) {
    return that(this::sameFile, name, this::isMoved);
  }

  private List<Known> movedStem(String name) {
    return that(this::sameStem, name, this::isMoved);
  }

  private List<Known> sameFile(String fileName) {
    return byFileName.getOrDefault(fileName, List.of());
  }

  private List<Known> sameStem(String fileName) {
    return byStem.getOrDefault(stem(fileName), List.of());
  }

  private ImageNames elsewhere() {
    if (elsewhere == null) {
      elsewhere = new ImageNames(others.get(), List::of);
    }
    return elsewhere;
  }

  private void match(Set<String> open, Map<String, Known> found, Set<String> several, Rule rule) {
    match(
        open,
        found,
        several,
        name -> rule.apply(this, name),
        name -> !rule.apply(elsewhere(), name).isEmpty());
  }

  /**
   * Adds the names that mean one image each, which no other name means.
   *
   * @param open the names not decided yet; less those decided here, after it
   * @param several gets the names that fit several images
   * @param fitsOther whether a name fits an image that is not looked for
   */
  private static void match(
      Set<String> open,
      Map<String, Known> found,
      Set<String> several,
      Function<String, List<Known>> meaning,
      Predicate<String> fitsOther) {
    Set<Known> taken = new HashSet<>(found.values());
    Map<Known, List<String>> meant = new LinkedHashMap<>();
    for (String name : List.copyOf(open)) {
      List<Known> known = meaning.apply(name);
      if (!known.isEmpty()) {
        open.remove(name);
      }
      if (known.size() > 1 || (known.size() == 1 && fitsOther.test(name))) {
        several.add(name);
      } else if (known.size() == 1 && !taken.contains(known.get(0))) {
        meant.computeIfAbsent(known.get(0), k -> new ArrayList<>()).add(name);
      }
    }
    meant.forEach(
        (known, its) -> {
          if (its.size() == 1) {
            found.put(its.get(0), known);
          }
        });
  }

  /** The images of a path, links followed; a mere file's name is none. */
  private List<Known> at(String name) {
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute() && parts(name).size() < 2) {
        return List.of();
      }
      Path absolute = path.toAbsolutePath().normalize();
      List<Known> same =
          byFileName.getOrDefault(last(parts(name)), List.of()).stream()
              .filter(known -> absolute(known.image()).equals(absolute))
              .toList();
      return same.isEmpty() && Files.exists(path) ? atReal(path.toRealPath()) : same;
    } catch (InvalidPathException | IOException e) {
      return List.of();
    }
  }

  private List<Known> atReal(Path path) {
    if (byRealPath.isEmpty()) {
      for (Known known : images) {
        Path image = known.image().image();
        try {
          byRealPath.computeIfAbsent(image.toRealPath(), p -> new ArrayList<>()).add(known);
        } catch (IOException e) {
          byRealPath.computeIfAbsent(absolute(known.image()), p -> new ArrayList<>()).add(known);
        }
      }
    }
    return byRealPath.getOrDefault(path, List.of());
  }

  private static List<Known> that(
      Function<String, List<Known>> candidates,
      String name,
      BiPredicate<List<String>, Known> isMeant) {
    List<String> parts = parts(name);
    return parts.isEmpty()
        ? List.of()
        : candidates.apply(last(parts)).stream()
            .filter(known -> isMeant.test(parts, known))
            .toList();
  }

  /** Whether one of the two paths ends in all of the other; the files' names are the same. */
  private static boolean isEnding(List<String> name, Known known) {
    return sameParts(name, known.parts()) == Math.min(name.size(), known.parts().size());
  }

  /**
   * Whether the image lies where the name says, but for the folder that holds all images: not that
   * of another folder beside it.
   */
  private boolean isMoved(List<String> name, Known known) {
    int same = sameParts(name, known.parts());
    if (same < known.below() || same == name.size() || same == known.parts().size()) {
      return false;
    }
    String other = name.get(name.size() - same - 1);
    List<String> beside =
        new ArrayList<>(known.parts().subList(0, known.parts().size() - same - 1));
    beside.add(other);
    Path above = absolute(known.image());
    for (int i = 0; i <= same; i++) {
      above = above.getParent();
    }
    return !folders.contains(beside) && (above == null || !Files.isDirectory(above.resolve(other)));
  }

  /** How many parts are the same from the end on, taking the files' names for the same. */
  private static int sameParts(List<String> a, List<String> b) {
    int same = 1;
    while (same < Math.min(a.size(), b.size())
        && a.get(a.size() - 1 - same).equals(b.get(b.size() - 1 - same))) {
      same++;
    }
    return same;
  }

  private static int commonFolder(List<List<String>> paths) {
    List<String> common = paths.isEmpty() ? List.of() : paths.get(0);
    int length = Math.max(0, common.size() - 1);
    for (List<String> path : paths) {
      int same = 0;
      while (same < Math.min(length, path.size() - 1) && path.get(same).equals(common.get(same))) {
        same++;
      }
      length = same;
    }
    return length;
  }

  private static Path absolute(LabelledImage image) {
    return image.image().toAbsolutePath().normalize();
  }

  /** The parts of a path, in one form, without points. */
  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : FileName.form(path).split("[/\\\\]+", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static String last(List<String> parts) {
    return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
  }

  private static String stem(String fileName) {
    return NameIndex.stem(fileName);
  }
}
