package io.sppdet.output;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws detections on a picture: a frame in the colour of the class, and a tag with its name and
 * score. Lines and letters grow with the picture. The letters are OpenCV's own strokes, since a
 * server may have no font at all.
 */
public final class Annotator {
  /** Height of a capital letter at font scale 1, in pixels. */
  private static final double CAPITAL = 21;

  private static final double SMALLEST_FONT = 0.33;

  /** Writes the picture with the detections drawn on it, as PNG or JPEG by the extension. */
  public void write(Image image, List<Detection> detections, Path file) {
    new ImageWriter().write(draw(image, detections), file);
  }

  /** A copy of the image with the detections drawn on it, better ones over worse ones. */
  public Image draw(Image image, List<Detection> detections) {
    List<Detection> bestFirst = new ArrayList<>(detections);
    bestFirst.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> worstFirst = new ArrayList<>(bestFirst);
    Collections.reverse(worstFirst);
    byte[] drawn = new byte[image.rgb().length];
    try (BytePointer pixels = new BytePointer(image.rgb());
        Mat canvas = new Mat(image.height(), image.width(), CV_8UC3, pixels)) {
      Drawing drawing = new Drawing(canvas);
      worstFirst.forEach(drawing::frame);
      drawing.tags(bestFirst);
      pixels.get(drawn);
    }
    return new Image(image.file(), image.width(), image.height(), drawn);
  }

  private record Tag(String text, Box place, Colour colour) {}

  /** The drawing of one picture. */
  private static final class Drawing {
    private final Mat canvas;
    private final int width;
    private final int height;
    private final int line;
    private final double font;
    private final int stroke;
    private final int padding;
    private final int tagHeight;

    Drawing(Mat canvas) {
      this.canvas = canvas;
      this.width = canvas.cols();
      this.height = canvas.rows();
      double side = (width + height) / 2.0;
      this.line = Math.max((int) Math.round(side / 250), 1);
      this.font = Math.max(side / 45 / CAPITAL, SMALLEST_FONT);
      this.stroke = Math.max((int) Math.round(font * 1.6), 1);
      this.padding = Math.max((int) Math.round(font * CAPITAL / 3), 2);
      this.tagHeight = (int) Math.ceil(font * CAPITAL) + 2 * padding + stroke;
    }

    void frame(Detection detection) {
      Box box = detection.box().clip(width, height);
      int x1 = (int) Math.floor(box.x1());
      int y1 = (int) Math.floor(box.y1());
      int x2 = Math.max((int) Math.ceil(box.x2()), x1 + 1);
      int y2 = Math.max((int) Math.ceil(box.y2()), y1 + 1);
      int across = Math.min(line, x2 - x1);
      int down = Math.min(line, y2 - y1);
      Colour colour = Colour.ofClass(detection.classId());
      fill(x1, y1, x2 - x1, down, colour);
      fill(x1, y2 - down, x2 - x1, down, colour);
      fill(x1, y1, across, y2 - y1, colour);
      fill(x2 - across, y1, across, y2 - y1, colour);
    }

    /** Finds a place for each tag, the best detection first, and draws the best last, on top. */
    void tags(List<Detection> bestFirst) {
      List<Tag> tags = new ArrayList<>();
      for (Detection detection : bestFirst) {
        String text = text(detection);
        Box place = place(detection.box().clip(width, height), tagWidth(text), tags);
        tags.add(new Tag(text, place, Colour.ofClass(detection.classId())));
      }
      Collections.reverse(tags);
      tags.forEach(this::draw);
    }

    private void draw(Tag tag) {
      Box place = tag.place();
      int x = (int) place.x1();
      int y = (int) place.y1();
      fill(x, y, (int) place.width(), (int) place.height(), tag.colour());
      try (Point baseline = new Point(x + padding, (int) place.y2() - padding - stroke);
          Scalar ink = scalar(tag.colour().contrasting())) {
        putText(
            canvas, tag.text(), baseline, FONT_HERSHEY_SIMPLEX, font, ink, stroke, LINE_AA, false);
      }
    }

    /** Above the box, below it or in its corners: where other tags are covered least. */
    private Box place(Box box, int tagWidth, List<Tag> others) {
      Box best = null;
      double leastCovered = Double.POSITIVE_INFINITY;
      for (double y :
          new double[] {box.y1() - tagHeight, box.y2(), box.y1(), box.y2() - tagHeight}) {
        for (double x : new double[] {box.x1(), box.x2() - tagWidth}) {
          Box place = inside(x, y, tagWidth);
          double covered = others.stream().mapToDouble(tag -> tag.place().iou(place)).sum();
          if (covered < leastCovered) {
            leastCovered = covered;
            best = place;
          }
        }
      }
      return best;
    }

    private Box inside(double x, double y, int tagWidth) {
      double x1 = Math.floor(Math.max(Math.min(x, width - tagWidth), 0));
      double y1 = Math.floor(Math.max(Math.min(y, height - tagHeight), 0));
      return new Box(x1, y1, x1 + tagWidth, y1 + tagHeight);
    }

    /** Name and score; less of it where the picture is too narrow. */
    private String text(Detection detection) {
      String name = ascii(detection);
      String score = String.format(Locale.ROOT, "%.2f", detection.score());
      if (tagWidth(name + " " + score) <= width) {
        return name + " " + score;
      }
      String cut = name;
      while (cut.length() > 1 && tagWidth(cut) > width) {
        cut = cut.substring(0, cut.length() - 1);
      }
      return cut;
    }

    private int tagWidth(String text) {
      try (Size size = getTextSize(text, FONT_HERSHEY_SIMPLEX, font, stroke, new int[1])) {
        return size.width() + 2 * padding;
      }
    }

    private void fill(int x, int y, int w, int h, Colour colour) {
      try (Rect area = new Rect(x, y, w, h);
          Scalar paint = scalar(colour)) {
        rectangle(canvas, area, paint, FILLED, LINE_8, 0);
      }
    }
  }

  /** OpenCV's letters are ASCII: accents are dropped, a name in another script gives its number. */
  private static String ascii(Detection detection) {
    String plain =
        Normalizer.normalize(detection.label(), Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
    return plain.matches("\\p{ASCII}+") ? plain : "class " + detection.classId();
  }

  private static Scalar scalar(Colour colour) {
    return new Scalar(colour.red(), colour.green(), colour.blue(), 0);
  }
}
