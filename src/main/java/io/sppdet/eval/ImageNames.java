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
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds out which image each name in a file of detections means. A name that is a path means the
 * image there; else it means the one image whose path ends in it. Only where the file names no
 * folder of the data set, its photos may have lain in another folder than the data set's: then a
 * name means the one image that has the same place below the folder that holds all of them. What
 * fits several images, or several names fit, is not known.
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

  ImageNames(Collection<LabelledImage> all) {
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

  /** The image of each name, as far as it is known. */
  Map<String, LabelledImage> of(Collection<String> names) {
    Map<String, Known> found = new LinkedHashMap<>();
    Set<String> open = new LinkedHashSet<>(names);
    Function<String, List<Known>> sameFile = name -> byFileName.getOrDefault(name, List.of());
    Function<String, List<Known>> sameStem = name -> byStem.getOrDefault(stem(name), List.of());
    match(open, found, this::at);
    match(open, found, name -> that(sameFile, name, ImageNames::isEnding));
    match(open, found, name -> that(sameStem, name, ImageNames::isEnding));
    boolean knowsFolders = found.keySet().stream().anyMatch(name -> parts(name).size() > 1);
    if (!knowsFolders) {
      match(open, found, name -> that(sameFile, name, this::isMoved));
      match(open, found, name -> that(sameStem, name, this::isMoved));
    }
    Map<String, LabelledImage> images = new HashMap<>();
    found.forEach((name, known) -> images.put(name, known.image()));
    return images;
  }

  /**
   * Adds the names that mean one image each, which no other name means.
   *
   * @param open the names not decided yet; less those decided here, after it
   */
  private static void match(
      Set<String> open, Map<String, Known> found, Function<String, List<Known>> meaning) {
    Set<Known> taken = new HashSet<>(found.values());
    Map<Known, List<String>> meant = new LinkedHashMap<>();
    for (String name : List.copyOf(open)) {
      List<Known> known = meaning.apply(name);
      if (!known.isEmpty()) {
        open.remove(name);
      }
      if (known.size() == 1 && !taken.contains(known.get(0))) {
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
