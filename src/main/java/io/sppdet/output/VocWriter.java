package io.sppdet.output;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set in the layout of PASCAL VOC: {@code JPEGImages/} and {@code Annotations/} with an XML
 * file for each photo, whose objects are the detections, each with its score.
 */
final class VocWriter implements ResultWriter {
  private static final String PHOTOS = "JPEGImages";

  /** What XML 1.0 can't hold. */
  private static final String NOT_XML =
      "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

  private final Mustache template =
      new DefaultMustacheFactory("io/sppdet/output").compile("voc.mustache");
  private final LabelledFolder folder;
  private final FileNames names;
  private final String model;

  /** What the template shows. */
  private record Annotation(
      String folder,
      String filename,
      String path,
      String model,
      int width,
      int height,
      List<Item> objects) {}

  private record Item(String label, double score, Side x, Side y) {
    static Item of(Detection detection, ImageSize size) {
      Box box = detection.box();
      return new Item(
          text(detection.label()),
          Rounding.share(detection.score()),
          Side.of(box.x1(), box.x2(), size.width()),
          Side.of(box.y1(), box.y2(), size.height()));
    }
  }

  /**
   * From one pixel to another, counted from 1, both inside, to a hundredth as in the later VOC data
   * sets; two pixels at least where the image has two, since readers take one for an empty box.
   */
  private record Side(String min, String max) {
    static Side of(double from, double to, int size) {
      double min = Rounding.pixels(from) + 1;
      double max = Rounding.pixels(to);
      if (max < min + 1) {
        max = Math.min(min + 1, size);
        min = Math.max(max - 1, 1);
      }
      return new Side(text(min), text(max));
    }

    private static String text(double pixels) {
      return BigDecimal.valueOf(Rounding.pixels(pixels)).stripTrailingZeros().toPlainString();
    }
  }

  VocWriter(Path path, OutputSettings settings) {
    folder = new LabelledFolder(path, PHOTOS, "Annotations", settings);
    names = settings.namesOr(FileNames.Style.RELATIVE);
    model = settings.model().name();
  }

  @Override
  public void failed(Failed result) {
    folder.addFailed(result);
  }

  @Override
  public void found(Found result) {
    LabelledFolder.Photo photo = folder.add(result);
    Annotation annotation =
        new Annotation(
            PHOTOS,
            text(photo.file()),
            text(names.of(result.file())),
            text(model),
            result.size().width(),
            result.size().height(),
            result.detections().stream().map(d -> Item.of(d, result.size())).toList());
    StringWriter xml = new StringWriter();
    template.execute(xml, annotation);
    folder.writeLabels(photo.stem() + ".xml", xml.toString());
  }

  /** Any text, as far as XML holds it. */
  static String text(String any) {
    return any.replaceAll(NOT_XML, "\uFFFD");
  }

  @Override
  public void replay(Found result) {
    folder.pass(result);
  }

  @Override
  public void finish() {
    folder.finish();
  }

  @Override
  public void close() {
    folder.close();
  }
}
