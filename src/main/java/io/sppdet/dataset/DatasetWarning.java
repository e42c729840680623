package io.sppdet.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A piece of dirt in a data set, which was skipped.
 *
 * @param kind what sort of dirt
 * @param file the file at fault
 * @param cause what is wrong with it and what was skipped, one line without a full stop
 */
public record DatasetWarning(Kind kind, Path file, String cause) {

  /** The sorts of dirt, each with its name in the plural. */
  public enum Kind {
    IMAGE_MISSING("missing images"),
    IMAGE_UNREADABLE("unreadable images"),
    IMAGE_HIDDEN("hidden images"),
    ANNOTATION_UNUSABLE("missing or unusable annotations"),
    LISTED_TWICE("images listed twice"),
    SAME_NAME("images that differ in their extension alone"),
    DUPLICATE_IMAGE("duplicate images in a split"),
    IN_TWO_SPLITS("images in more than one split"),
    WRONG_SIZE("wrong size fields"),
    OBJECT_TWICE("objects marked twice"),
    BOX_EMPTY("boxes of zero area or inverted"),
    BOX_OUTSIDE("boxes outside the image"),
    UNKNOWN_CLASS("objects of unknown classes"),
    OBJECT_UNUSABLE("objects without a name or numbers");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** The name in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return plural;
    }
  }

  /** Warnings of one kind are listed up to this number, then counted. */
  private static final int FEW = 3;

  @Override
  public String toString() {
    return file + ": " + cause;
  }

  /** An image whose name begins with a point, as what a phone keeps in the trash. */
  static DatasetWarning ofHidden(Path image) {
    return new DatasetWarning(Kind.IMAGE_HIDDEN, image, "image is hidden; skipped it");
  }

  /** How often each kind occurs; kinds that don't are left out. */
  public static Map<Kind, Integer> counts(Collection<DatasetWarning> warnings) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    warnings.forEach(warning -> counts.merge(warning.kind(), 1, Integer::sum));
    return counts;
  }

  /** A line for each warning of a rare kind, one line with the number for a frequent one. */
  public static List<String> summary(Collection<DatasetWarning> warnings) {
    List<String> lines = new ArrayList<>();
    counts(warnings)
        .forEach(
            (kind, count) -> {
              List<DatasetWarning> all = warnings.stream().filter(w -> w.kind() == kind).toList();
              if (count <= FEW) {
                all.forEach(warning -> lines.add(warning.toString()));
              } else {
                lines.add(count + " " + kind + ", the first is " + all.get(0));
              }
            });
    return lines;
  }
}
