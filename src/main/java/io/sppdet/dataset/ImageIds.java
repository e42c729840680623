package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of a data set's images, of which no two have one: their paths from its folder, without
 * the extension where no other image of the folder they lie in differs in it alone.
 */
final class ImageIds {
  private final Path folder;

  /** Of each folder, what several images there are called but for their extensions. */
  private final Map<Path, Set<String>> shared = new HashMap<>();

  /**
   * @param folder of the data set
   */
  ImageIds(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  String of(Path image) {
    Path whole = image.toAbsolutePath().normalize();
    Path stem = DatasetFiles.withoutExtension(whole);
    Set<String> others = shared.computeIfAbsent(whole.getParent(), ImageIds::sharedStems);
    Path named = others.contains(stem.getFileName().toString()) ? whole : stem;
    boolean oneDisk = folder.getRoot().equals(named.getRoot());
    return (oneDisk ? folder.relativize(named) : named).toString().replace('\\', '/');
  }

  private static Set<String> sharedStems(Path folder) {
    Set<String> once = new HashSet<>();
    Set<String> shared = new HashSet<>();
    try {
      for (Path file : DatasetFiles.all(folder)) {
        String stem = DatasetFiles.withoutExtension(file).getFileName().toString();
        if (DatasetFiles.hasImageName(file) && !once.add(stem)) {
          shared.add(stem);
        }
      }
    } catch (SppdetException e) {
      return shared; // whoever opens the image says what is wrong
    }
    return shared;
  }
}
