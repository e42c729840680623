package io.sppdet.report;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;
import java.util.Base64;

/**
 * A small picture of a part of a photo.
 *
 * @param part what it shows, in whole pixels of the photo
 * @param src the picture, a {@code data:} address of a JPEG whose sides are at most {@link
 *     #MAX_SIDE}
 */
record Thumbnail(Box part, String src) {
  static final int MAX_SIDE = 320;

  private static final int JPEG_QUALITY = 80;

  /** What is seen around a box on each side, as a share of its longer side. */
  private static final double SURROUNDINGS = 0.5;

  /** In pixels of the photo; in smaller parts nothing can be recognised. */
  private static final double MIN_SIDE = 120;

  /** Shows a box with what is around it. */
  static Thumbnail around(Box box, Image photo) {
    Box part = part(box, photo.width(), photo.height());
    Image cut =
        photo.part((int) part.x1(), (int) part.y1(), (int) part.width(), (int) part.height());
    Image small = ImageResizer.shrink(cut, MAX_SIDE);
    String data = Base64.getEncoder().encodeToString(ImageWriter.jpeg(small, JPEG_QUALITY));
    return new Thumbnail(part, "data:image/jpeg;base64," + data);
  }

  private static Box part(Box box, int width, int height) {
    double margin = SURROUNDINGS * Math.max(box.width(), box.height());
    double across = Math.max(margin, (MIN_SIDE - box.width()) / 2);
    double down = Math.max(margin, (MIN_SIDE - box.height()) / 2);
    Box wanted =
        new Box(box.x1() - across, box.y1() - down, box.x2() + across, box.y2() + down)
            .clip(width, height);
    // at least a pixel, even of a box that was marked beside the photo
    double x1 = Math.min(Math.floor(wanted.x1()), width - 1);
    double y1 = Math.min(Math.floor(wanted.y1()), height - 1);
    return new Box(
        x1, y1, Math.max(Math.ceil(wanted.x2()), x1 + 1), Math.max(Math.ceil(wanted.y2()), y1 + 1));
  }
}
