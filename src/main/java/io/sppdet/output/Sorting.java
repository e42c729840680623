package io.sppdet.output;

import io.sppdet.detect.ClassGroups;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How photos are sorted into folders.
 *
 * @param folder that holds those folders
 * @param groups of classes, which have a folder together; a class in none has its own
 */
public record Sorting(Path folder, Into into, By by, ClassGroups groups) {
  /** Into which folders a photo goes; its name on the command line is in lower case. */
  public enum Into {
    /** That of its best detection. */
    FIRST,
    /** That of each class it shows. */
    ALL,
    /** One for all classes it shows together. */
    COMBINED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What puts it there; its name on the command line is in lower case. */
  public enum By {
    /** A symbolic link to the photo. */
    LINK,
    /** A copy. */
    COPY,
    /** The photo itself, when all are done. */
    MOVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
