package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Chooses the short side of the images where none is given: as large as the smaller objects need,
 * and no larger, since time grows with its square. On VOC 2007 it comes to 704.
 */
final class ScaleChoice {
  private static final int SAMPLE = 400;

  /** The smallest tenth of the objects may be smaller than {@link #PIXELS}. */
  private static final double SMALL = 0.1;

  /** Side of a square as large as an object: 5.5 cells of stride 16. */
  private static final double PIXELS = 88;

  private static final int LEAST = 384;
  private static final int MOST = 704;

  /** The smaller of two short sides in training, over the larger. */
  private static final double SMALLER = 0.82;

  private static final int MULTIPLE = 32;

  private ScaleChoice() {}

  /**
   * Chooses two short sides to draw from; the larger is that of detection.
   *
   * @return the smaller, then the larger
   */
  static List<Integer> choose(List<LabelledImage> images, long seed) {
    List<LabelledImage> sample = new ArrayList<>(images);
    sample.removeIf(image -> image.objects().isEmpty());
    Collections.shuffle(sample, new Random(seed));
    List<Double> sides = new ArrayList<>();
    for (LabelledImage image : sample.subList(0, Math.min(SAMPLE, sample.size()))) {
      addSides(image, sides);
    }
    if (sides.isEmpty()) {
      return scales(MOST);
    }
    Collections.sort(sides);
    return scales(PIXELS / sides.get((int) (SMALL * sides.size())));
  }

  private static List<Integer> scales(double wanted) {
    int larger = rounded(Math.min(Math.max(wanted, LEAST), MOST));
    return List.of(rounded(SMALLER * larger), larger);
  }

  private static int rounded(double side) {
    return MULTIPLE * (int) Math.round(side / MULTIPLE);
  }

  /** Of the objects, in short sides of the image. */
  private static void addSides(LabelledImage image, List<Double> sides) {
    ImageSize size;
    try {
      size = new ImageReader().size(image.image());
    } catch (SppdetException e) {
      return; // reported when the features are made
    }
    for (LabelledObject object : image.objects()) {
      double area = object.box().clip(size.width(), size.height()).area();
      if (!object.difficult() && area > 0) {
        sides.add(Math.sqrt(area) / Math.min(size.width(), size.height()));
      }
    }
  }
}
