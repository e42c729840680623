package io.sppdet.output;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names for pictures of images, in folders that mirror those of the images; each once, and none
 * that leads elsewhere. What comes from outside the folder that holds all images has no folder.
 */
final class MirroredNames {
  private final FileNames images;
  private final Map<String, FreeNames> taken = new HashMap<>();

  MirroredNames(OutputSettings settings) {
    this.images = new FileNames(FileNames.Style.RELATIVE, settings.images().folder());
  }

  /**
   * A path that starts from the folder of the pictures.
   *
   * @param image its name
   * @param name wanted for the picture, without extension
   * @param otherwise wanted where that was given out before
   */
  Path next(String image, String name, String otherwise, String extension) {
    Path above = Path.of("");
    Path mirrored = images.below(image).map(Path::getParent).orElse(null);
    if (mirrored != null) {
      for (Path part : mirrored) {
        above = above.resolve(FreeNames.folder(part.toString()));
      }
    }
    String key = above.toString().toLowerCase(Locale.ROOT);
    FreeNames names = taken.computeIfAbsent(key, folder -> new FreeNames());
    return above.resolve(names.next(name, otherwise, extension));
  }
}
