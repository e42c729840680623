package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The objects of one image as any format gives them. Those with an impossible box, or marked twice,
 * are skipped with a warning; a box that reaches out of the image is cut at its border.
 */
final class ObjectCollector {
  /** Annotation tools differ by one pixel in where an image ends. */
  private static final double SLACK_PIXELS = 1;

  private static final int LONGEST_QUOTE = 80;

  private record Mark(String label, Box box) {}

  private final Path labels;
  private final String prefix;
  private final int firstPixel;
  private final Optional<ImageSize> size;
  private final Consumer<DatasetWarning> warnings;
  private final List<LabelledObject> objects = new ArrayList<>();
  private final Map<Mark, Integer> places = new HashMap<>();
  private int count;

  /**
   * @param labels the file the objects stand in
   * @param prefix what precedes "object 3" in a warning: nothing where the file is of one image
   * @param firstPixel the number of the first pixel: 1 where the last pixel counts as inside (VOC),
   *     0 where the end is outside
   * @param size of the image, empty if the file does not tell it
   */
  ObjectCollector(
      Path labels,
      String prefix,
      int firstPixel,
      Optional<ImageSize> size,
      Consumer<DatasetWarning> warnings) {
    this.labels = labels;
    this.prefix = prefix;
    this.firstPixel = firstPixel;
    this.size = size;
    this.warnings = warnings;
  }

  /** The size an image's file tells, upright; empty if the file is missing or not an image. */
  static Optional<ImageSize> sizeOf(Path image) {
    try {
      return Optional.of(new ImageReader().size(image));
    } catch (SppdetException e) {
      return Optional.empty(); // whoever decodes the image will say what is wrong with it
    }
  }

  /** Warns of size fields that are not the image's, which is trusted; NaN for fields not there. */
  void compareSize(double width, double height) {
    if (size.isEmpty() || Double.isNaN(width + height)) {
      return;
    }
    if (width != size.get().width() || height != size.get().height()) {
      warn(
          Kind.WRONG_SIZE,
          "%ssays the image is %sx%s, but it is %s; trusted the image"
              .formatted(prefix, plain(width), plain(height), size.get()));
    }
  }

  /**
   * A box as a file has it, which may be impossible.
   *
   * @param quote the words of the file
   */
  record Corners(double x1, double y1, double x2, double y2, String quote) {}

  /**
   * Adds an object, unless its box is impossible.
   *
   * @param label not blank
   * @param corners as the format counts them
   */
  void add(String label, Corners corners, boolean difficult) {
    double x1 = corners.x1;
    double y1 = corners.y1;
    double x2 = corners.x2;
    double y2 = corners.y2;
    String quote = corners.quote;
    if (!(Double.isFinite(x1 + y1) && Double.isFinite(x2 + y2))) {
      skip(Kind.OBJECT_UNUSABLE, label, "has no finite numbers as box " + shorten(quote));
      return;
    }
    if (x1 > x2 || y1 > y2) {
      skip(Kind.BOX_EMPTY, label, "has an inverted box " + shorten(quote));
      return;
    }
    // in VOC one pixel wide by the letter; in practice a slip of the mouse
    if (x1 == x2 || y1 == y2) {
      skip(Kind.BOX_EMPTY, label, "has a box of zero area " + shorten(quote));
      return;
    }
    Box box = new Box(x1 - firstPixel, y1 - firstPixel, x2, y2);
    double width = size.map(s -> (double) s.width()).orElse(Double.MAX_VALUE);
    double height = size.map(s -> (double) s.height()).orElse(Double.MAX_VALUE);
    Box inside = box.clip(width, height);
    if (!(inside.area() > 0)) {
      skip(Kind.BOX_OUTSIDE, label, "has a box outside the image " + shorten(quote));
      return;
    }
    count++;
    double overhang =
        Math.max(Math.max(-box.x1(), -box.y1()), Math.max(box.x2() - width, box.y2() - height));
    if (overhang > SLACK_PIXELS) {
      String cause = "reaches %s pixels out of the image; cut it".formatted(plain(overhang));
      warn(Kind.BOX_OUTSIDE, name(label) + " " + cause);
    }
    addOnce(new LabelledObject(label, inside, difficult));
  }

  /**
   * A detector could find an object that is marked twice only once. What one of its marks says to
   * be easy is not difficult.
   */
  private void addOnce(LabelledObject object) {
    Integer before = places.putIfAbsent(new Mark(object.label(), object.box()), objects.size());
    if (before == null) {
      objects.add(object);
      return;
    }
    warn(Kind.OBJECT_TWICE, name(object.label()) + " has the box of another; used it once");
    if (!object.difficult()) {
      objects.set(before, object);
    }
  }

  /** Counts an object that can't be used; the label may be empty. */
  void skip(Kind kind, String label, String cause) {
    count++;
    warn(kind, name(label) + " " + cause + "; skipped it");
  }

  List<LabelledObject> objects() {
    return List.copyOf(objects);
  }

  private String name(String label) {
    return prefix + "object " + count + (label.isEmpty() ? "" : " (" + label + ")");
  }

  private void warn(Kind kind, String cause) {
    warnings.accept(new DatasetWarning(kind, labels, cause));
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(Math.round(number * 100) / 100.0);
  }

  private static String shorten(String quote) {
    return quote.length() <= LONGEST_QUOTE ? quote : quote.substring(0, LONGEST_QUOTE) + "…";
  }
}
