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
    List<Detection> worstFirst = new ArrayList<>(detections);
    worstFirst.sort(Comparator.comparingDouble(Detection::score));
    byte[] drawn = new byte[image.rgb().length];
    try (BytePointer pixels = new BytePointer(image.rgb());
        Mat canvas = new Mat(image.height(), image.width(), CV_8UC3, pixels)) {
      Drawing drawing = new Drawing(canvas);
      worstFirst.forEach(drawing::frame);
      for (int i = worstFirst.size() - 1; i >= 0; i--) {
        drawing.tag(worstFirst.get(i)); // the best chooses its place first
      }
      pixels.get(drawn);
    }
    return new Image(image.file(), image.width(), image.height(), drawn);
  }

  /** The drawing of one picture. */
  private static final class Drawing {
    private final Mat canvas;
    private final int width;
    private final int height;
    private final int line;
    private final double font;
    private final int stroke;
    private final int padding;
    private final List<Box> tags = new ArrayList<>();

    Drawing(Mat canvas) {
      this.canvas = canvas;
      this.width = canvas.cols();
      this.height = canvas.rows();
      double side = (width + height) / 2.0;
      this.line = Math.max((int) Math.round(side / 250), 1);
      this.font = Math.max(side / 45 / CAPITAL, SMALLEST_FONT);
      this.stroke = Math.max((int) Math.round(font * 1.6), 1);
      this.padding = Math.max((int) Math.round(font * CAPITAL / 3), 2);
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

    void tag(Detection detection) {
      String text = text(detection);
      int tagWidth = tagWidth(text);
      int tagHeight = (int) Math.ceil(font * CAPITAL) + 2 * padding + stroke;
      Box place = place(detection.box().clip(width, height), tagWidth, tagHeight);
      tags.add(place);
      Colour colour = Colour.ofClass(detection.classId());
      fill((int) place.x1(), (int) place.y1(), tagWidth, tagHeight, colour);
      int baseline = (int) place.y2() - padding - stroke;
      try (Point origin = new Point((int) place.x1() + padding, baseline);
          Scalar ink = scalar(colour.contrasting())) {
        putText(canvas, text, origin, FONT_HERSHEY_SIMPLEX, font, ink, stroke, LINE_AA, false);
      }
    }

    /** Above the box, or below it, or in its corners: the first place that is free. */
    private Box place(Box box, int tagWidth, int tagHeight) {
      double[] xs = {box.x1(), box.x2() - tagWidth};
      double[] ys = {box.y1() - tagHeight, box.y2(), box.y1(), box.y2() - tagHeight};
      for (double y : ys) {
        for (double x : xs) {
          Box place = inside(x, y, tagWidth, tagHeight);
          boolean moved = Math.abs(place.y1() - y) >= 1;
          if (!moved && tags.stream().noneMatch(tag -> tag.iou(place) > 0)) {
            return place;
          }
        }
      }
      return inside(box.x1(), box.y1(), tagWidth, tagHeight);
    }

    private Box inside(double x, double y, int tagWidth, int tagHeight) {
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
