package io.sppdet.report;

import io.sppdet.error.SppdetException;
import io.sppdet.eval.MistakeAnalysis.Finding;
import io.sppdet.eval.MistakeAnalysis.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Pictures of the best hits and of the worst mistakes, kind by kind. */
record Gallery(List<Group> groups) {
  private static final int MAX_PICTURES = 12;

  /** The surest detections first; missed objects have no score, so the largest first. */
  private static final Comparator<Finding> MOST_TELLING =
      Comparator.comparingDouble(
              (Finding f) ->
                  f.detection() == null ? f.object().box().area() : f.detection().score())
          .reversed();

  /** The findings of a kind: how many there are, and pictures of a few. */
  record Group(String title, String explanation, int count, List<Card> cards) {}

  /**
   * A picture with its caption. The boxes lie in the coordinates of the part of the photo.
   *
   * @param picture null when the photo could not be read
   * @param found box of the detection; null for a missed object
   * @param marked box of the object; null for background
   * @param name label and score
   * @param detail what else there is to say
   */
  record Card(
      Thumbnail picture, Frame found, Frame marked, String image, String name, String detail) {}

  /** A box in a picture, for SVG. */
  record Frame(double x, double y, double width, double height) {
    static Frame of(Box box, Box part) {
      return new Frame(box.x1() - part.x1(), box.y1() - part.y1(), box.width(), box.height());
    }
  }

  static Gallery of(List<Finding> findings) {
    return new Gallery(
        Arrays.stream(Kind.values())
            .map(kind -> group(kind, findings.stream().filter(f -> f.kind() == kind).toList()))
            .toList());
  }

  private static Group group(Kind kind, List<Finding> findings) {
    Set<Path> photos = new HashSet<>();
    List<Card> cards =
        findings.stream()
            .sorted(MOST_TELLING)
            .filter(finding -> photos.add(finding.image().image())) // one of a photo
            .limit(MAX_PICTURES)
            .map(Gallery::card)
            .toList();
    return new Group(kind.title(), explanation(kind), findings.size(), cards);
  }

  private static Card card(Finding f) {
    Box found = f.detection() == null ? null : f.detection().box();
    Box marked = f.object() == null ? null : f.object().box();
    Thumbnail picture = picture(f.image().image(), hull(found, marked));
    return new Card(
        picture,
        picture == null || found == null ? null : Frame.of(found, picture.part()),
        picture == null || marked == null ? null : Frame.of(marked, picture.part()),
        f.image().id(),
        name(f),
        detail(f));
  }

  /** Null when the photo can't be read: its objects were missed, and the report says so. */
  private static Thumbnail picture(Path file, Box box) {
    try {
      Image photo = new ImageReader().read(file);
      return Thumbnail.around(box, photo);
    } catch (SppdetException e) {
      return null;
    }
  }

  private static Box hull(Box a, Box b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return new Box(
        Math.min(a.x1(), b.x1()),
        Math.min(a.y1(), b.y1()),
        Math.max(a.x2(), b.x2()),
        Math.max(a.y2(), b.y2()));
  }

  private static String name(Finding f) {
    return f.detection() == null
        ? f.object().label()
        : String.format(Locale.ROOT, "%s %.2f", f.detection().label(), f.detection().score());
  }

  private static String detail(Finding f) {
    String iou = String.format(Locale.ROOT, "IoU %.2f", f.iou());
    return switch (f.kind()) {
      case RIGHT -> iou;
      case LOCALISATION -> f.duplicate() ? iou + ", found already" : iou;
      case SIMILAR_CLASS, OTHER_CLASS -> "is " + f.object().label() + ", " + iou;
      case BACKGROUND -> "";
      case MISSED ->
          String.format(
              Locale.ROOT,
              "%.0f × %.0f pixels",
              f.object().box().width(),
              f.object().box().height());
    };
  }

  private static String explanation(Kind kind) {
    return switch (kind) {
      case RIGHT -> "The object's class, and a box that overlaps it by an IoU of at least 0.5.";
      case LOCALISATION ->
          "The right class, but the box is too far off (IoU 0.1 to 0.5), or the object has a"
              + " better detection already.";
      case SIMILAR_CLASS -> "On an object of a similar class, such as another animal or vehicle.";
      case OTHER_CLASS -> "On an object of another class.";
      case BACKGROUND -> "On no marked object, or on less than a tenth of one (IoU below 0.1).";
      case MISSED -> "An object without a right detection.";
    };
  }
}
